import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Nouns of the house. A noun may not import another noun; what they share lies beside them. */
const NOUNS = [
  'account',
  'administration',
  'checkin',
  'commissions',
  'contacts',
  'invoicing',
  'palette',
  'pos',
  'settings',
  'sync',
];

/** Money is whole cents and only the core counts with it. */
const MONEY = [
  {
    selector:
      "BinaryExpression[operator=/^(\\+|-|\\*|\\/|%|\\*\\*)$/]:has(> MemberExpression[property.name='cents'])",
    message: 'No arithmetic on cents: ask the core for the sum.',
  },
  {
    selector:
      'BinaryExpression[operator=/^(\\+|-|\\*|\\/|%|\\*\\*)$/]:has(> Identifier[name=/[cC]ents$/])',
    message: 'No arithmetic on cents: ask the core for the sum.',
  },
  {
    selector: "AssignmentExpression[operator!='=']:has(> MemberExpression[property.name='cents'])",
    message: 'No arithmetic on cents: ask the core for the sum.',
  },
  {
    selector: "UnaryExpression[operator='-']:has(> MemberExpression[property.name='cents'])",
    message: 'No arithmetic on cents: ask the core for the sum.',
  },
];

const noun = (name) => ({
  files: [`src/lib/${name}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { group: ['$screens/*'], message: 'A noun knows no screen.' },
          { group: ['../*'], message: 'Across folders import by $lib/.' },
          {
            group: NOUNS.filter((other) => other !== name).map((other) => `$lib/${other}/*`),
            message: 'A noun does not import another noun.',
          },
        ],
      },
    ],
  },
});

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'src/lib/backend/bindings/'] },
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-restricted-syntax': ['error', ...MONEY],
      'max-lines': ['error', { max: 400 }],
      'svelte/no-at-html-tags': 'error',
      // Maps, sets and dates here are replaced whole, never changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
    // Props are declared with let and destructuring; Svelte's own rule watches over them.
    rules: { 'prefer-const': 'off', 'svelte/prefer-const': ['error', { destructuring: 'all' }] },
  },
  {
    files: ['src/screens/**', 'src/lib/**', 'src/*'],
    ignores: NOUNS.map((name) => `src/lib/${name}/**`).concat('src/lib/components/**'),
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group: ['../*'], message: 'Across folders import by $lib/ or $screens/.' }],
        },
      ],
    },
  },
  {
    files: ['src/lib/components/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['$screens/*'], message: 'A shared part knows no screen.' },
            { group: ['../*'], message: 'Across folders import by $lib/.' },
            {
              group: [...NOUNS.map((name) => `$lib/${name}/*`), '$lib/backend/*'],
              message: 'A shared part knows no noun and no backend.',
            },
          ],
        },
      ],
    },
  },
  ...NOUNS.map(noun),
  {
    // The twin of the core counts as the core does.
    files: ['src/lib/backend/memory/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['public/*.js'], languageOptions: { sourceType: 'script' }, rules: { 'no-var': 'off' } },
);
