"use strict";
// A plugin of Swagger UI: shows the `x-codeSamples` of an operation above its responses, a button a language, with a
// button that copies them. In them the host this page is from takes the place of the description's.

function codeSamples(described, here) {
  return ({ React }) => {
    const element = React.createElement;

    function Samples({ samples, getComponent }) {
      const [shown, show] = React.useState(0);
      const Code = getComponent("HighlightCode", true);
      const { lang, source } = samples[shown];
      const buttons = samples.map(({ label }, index) =>
        element(
          "button",
          {
            key: label,
            type: "button",
            className: "btn",
            "aria-pressed": index === shown,
            style: { marginRight: "8px", borderColor: index === shown ? "#3b4151" : "#d9d9d9" },
            onClick: () => show(index),
          },
          label,
        ),
      );
      return element(
        "div",
        { className: "opblock-section code-samples" },
        element("div", { className: "opblock-section-header" }, element("h4", null, "Samples")),
        element(
          "div",
          { className: "opblock-description-wrapper" },
          element("div", { style: { marginBottom: "10px" } }, buttons),
          element(Code, { key: lang, language: lang, canCopy: true }, source.replaceAll(described, here)),
        ),
      );
    }

    const withSamples = (Responses) => (props) => {
      const { specSelectors, path, method, getComponent } = props;
      const samples = specSelectors.specJson().getIn(["paths", path, method, "x-codeSamples"]);
      const above = samples && element(Samples, { samples: samples.toJS(), getComponent });
      return element(React.Fragment, null, above, element(Responses, props));
    };
    return { wrapComponents: { responses: withSamples } };
  };
}
