import tseslint from "typescript-eslint";

const outsideEngine = {
  patterns: [
    { group: ["three", "three/*", "**/three/**", "**/xr/**", "**/ui/**", "**/pages/**"], message: "core/ knows no engine and no page." },
  ],
};

export default tseslint.config(
  { ignores: ["node_modules", "scripts", "tests", "*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-non-null-assertion": "error",
      complexity: ["error", 10],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 60],
      "max-params": ["error", 6],
      "no-console": "error",
    },
  },
  { files: ["src/core/**"], rules: { "no-restricted-imports": ["error", outsideEngine] } },
  {
    files: ["src/three/**", "src/xr/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group: ["**/ui/**", "**/pages/**"], message: "The engine knows no page." }] }] },
  },
);
