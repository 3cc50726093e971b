-- What the public shapes say of products and SKUs beside name and price.
ALTER TABLE products ADD COLUMN attributes VARCHAR[];
ALTER TABLE products ADD COLUMN image_url VARCHAR;
ALTER TABLE skus ADD COLUMN currency VARCHAR;
ALTER TABLE skus ADD COLUMN attributes JSON;
ALTER TABLE skus ADD COLUMN image_url VARCHAR;
ALTER TABLE product_versions ADD COLUMN attributes VARCHAR[];
ALTER TABLE product_versions ADD COLUMN image_url VARCHAR;
ALTER TABLE sku_versions ADD COLUMN currency VARCHAR;
ALTER TABLE sku_versions ADD COLUMN attributes JSON;
ALTER TABLE sku_versions ADD COLUMN image_url VARCHAR;
