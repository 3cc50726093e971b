"""The warm worker without processes."""
