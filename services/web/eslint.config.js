/** Lint: React's hook rules and the direction of imports. Types and unused names are tsc's business. */

import path from "node:path";

import parser from "@babel/eslint-parser";
import hooks from "eslint-plugin-react-hooks";

// Each layer with the layers that it may import. `main.tsx` and the styles sit above `app`.
const LAYERS = {
  app: ["features", "store", "realtime", "ui", "api", "lib"],
  features: ["store", "realtime", "ui", "api", "lib"],
  realtime: ["store", "api", "lib"],
  store: ["api", "lib"],
  ui: ["api", "lib"],
  api: ["lib"],
  lib: [],
};

/** The layer and the feature that a path under src belongs to. */
function place(file) {
  const parts = path.relative(path.join(import.meta.dirname, "src"), file).split(path.sep);
  return { layer: parts[0], feature: parts[0] === "features" ? parts[1] : undefined };
}

const layers = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const from = place(context.filename);
    const isTest = /\.test\.tsx?$/.test(context.filename);

    function check(node) {
      const source = node.source?.value;
      if (typeof source !== "string" || !source.startsWith(".")) return;
      const to = place(path.resolve(path.dirname(context.filename), source));
      if (to.layer === "testing") {
        if (!isTest && from.layer !== "testing") {
          context.report({ node, message: "Only tests may import src/testing." });
        }
        return;
      }
      const allowed = LAYERS[from.layer];
      if (!allowed || !(to.layer in LAYERS)) return;
      if (from.feature !== undefined && to.feature !== undefined && from.feature !== to.feature) {
        const message = `A feature imports no other feature (${from.feature} → ${to.feature}).`;
        context.report({ node, message });
      } else if (to.layer !== from.layer && !allowed.includes(to.layer)) {
        context.report({ node, message: `${from.layer} may not import ${to.layer}.` });
      }
    }

    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
};

export default [
  { ignores: ["dist/", "node_modules/", "src/api/generated.ts"] },
  {
    files: ["**/*.{ts,tsx,js,mjs}"],
    languageOptions: {
      // typescript-eslint 8.73 refuses TypeScript 7 (it wants < 6.1): Babel reads the syntax instead.
      parser,
      parserOptions: {
        requireConfigFile: false,
        babelOptions: {
          babelrc: false,
          configFile: false,
          parserOpts: { plugins: ["typescript", "jsx"] },
        },
      },
    },
    plugins: { "react-hooks": hooks, parley: { rules: { layers } } },
    rules: {
      "parley/layers": "error",
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "no-restricted-properties": [
        "error",
        { property: "dangerouslySetInnerHTML", message: "Nothing is shown as HTML." },
        { property: "innerHTML", message: "Nothing is shown as HTML." },
      ],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "no-debugger": "error",
      "no-var": "error",
      "prefer-const": "error",
      "max-len": [
        "error",
        { code: 110, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true },
      ],
    },
  },
  { files: ["src/testing/**", "scripts/**"], rules: { "no-console": "off" } },
];
