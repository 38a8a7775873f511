/**
 * The page's colours by name, for light and dark. The style sheet turns them into custom properties; pre-rendered charts
 * also carry the light ones as attributes, for readers that ignore style sheets.
 */
export const lightColours = {
  page: '#f4f5f7',
  paper: '#ffffff',
  soft: '#eef0f3',
  line: '#d8dce2',
  ink: '#1c2128',
  quiet: '#59626e',
  link: '#0b57b0',
  pass: '#176a33',
  fail: '#b3261e',
  unknown: '#835400',
  'pass-soft': '#e4f3e8',
  'fail-soft': '#fbe7e5',
  'unknown-soft': '#fbf0d9',
  'chart-1': '#1864c7',
  'chart-2': '#cc4a0f',
  'chart-3': '#0b7d71',
  'chart-4': '#7b4bb8',
  'chart-5': '#a8701a',
  'chart-6': '#b8336f',
  'chart-7': '#4f6d22',
  'chart-8': '#5f6b7a',
  'chart-plan': '#8a93a0',
  grid: '#e6e9ee',
  'tint-failover': '#b3261e1f',
  'tint-recovery': '#c98a001f',
  'tint-fault': '#b3261e0a',
  strip: '#e3e6eb',
} as const;
export type Colour = keyof typeof lightColours;

const darkColours = {
  page: '#0f1216',
  paper: '#171b21',
  soft: '#20252d',
  line: '#333b46',
  ink: '#e4e8ee',
  quiet: '#9aa5b3',
  link: '#7db7ff',
  pass: '#6fd08c',
  fail: '#ff8a80',
  unknown: '#f0b95a',
  'pass-soft': '#173323',
  'fail-soft': '#43201f',
  'unknown-soft': '#3a2c12',
  'chart-1': '#6aaefc',
  'chart-2': '#ff9355',
  'chart-3': '#45c9b8',
  'chart-4': '#c09bf2',
  'chart-5': '#dcb062',
  'chart-6': '#f083b3',
  'chart-7': '#a9cf6b',
  'chart-8': '#a7b2c0',
  'chart-plan': '#7d8896',
  grid: '#272e37',
  'tint-failover': '#ff8a8026',
  'tint-recovery': '#f0b95a1f',
  'tint-fault': '#ff8a800d',
  strip: '#2a313a',
} as const satisfies Record<Colour, string>;

/** Colours of a chart's lines, in order. */
export const lineColours = [
  'chart-1',
  'chart-2',
  'chart-3',
  'chart-4',
  'chart-5',
  'chart-6',
  'chart-7',
  'chart-8',
] as const satisfies readonly Colour[];

/** The rules that set each colour, light or dark by preference (always light in print), and the classes that use them. */
export const paletteStyle = `
:root { color-scheme: light; ${properties(lightColours)} }
@media screen and (prefers-color-scheme: dark) { :root { color-scheme: dark; ${properties(darkColours)} } }
${Object.keys(lightColours)
  .map((name) => `.fill-${name} { fill: var(--${name}); } .stroke-${name} { stroke: var(--${name}); }`)
  .join('\n')}
`;

function properties(colours: Readonly<Record<Colour, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}
