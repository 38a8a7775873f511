const [characterWidth, lineHeight, margin] = [8.4, 19, 24];
/** A colour or weight begins or ends. */
const painting = new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`, 'g');
const colours = { background: '#0d1117', text: '#d6dde6' };

/** What the escape sequences of `Paint` stand for, as attributes of SVG. */
const attributesOf = new Map([
  ['1', { 'font-weight': 'bold' }],
  ['2', { fill: '#8b96a5' }],
  ['31', { fill: '#ff7b72' }],
  ['32', { fill: '#56d364' }],
  ['33', { fill: '#e3b341' }],
]);
const endings = new Map([
  ['22', ['1', '2']],
  ['39', ['31', '32', '33']],
]);

/**
 * A picture of a terminal: its text keeps its colours, and can be selected and searched.
 *
 * @param {string} text
 */
export function terminalImage(text) {
  const lines = text.trimEnd().split('\n');
  const width = Math.ceil(Math.max(...lines.map((line) => [...plain(line)].length)) * characterWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  const font = 'ui-monospace, SFMono-Regular, Menlo, Consolas, &quot;DejaVu Sans Mono&quot;, monospace';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal report of cache-bench">`,
    `<rect width="${width}" height="${height}" rx="10" fill="${colours.background}"/>`,
    `<g font-family="${font}" font-size="14" fill="${colours.text}">`,
    ...lines.map(drawnLine),
    '</g>',
    '</svg>',
  ].join('\n');
}

/**
 * Adjacent words, stretched to the width of their characters, so that columns stay aligned in any font.
 *
 * @param {string} line
 * @param {number} index
 */
function drawnLine(line, index) {
  const y = margin + (index + 0.75) * lineHeight;
  /** @type {Set<string>} */
  const open = new Set();
  let column = 0;
  let drawn = '';
  for (const [position, part] of line.split(painting).entries()) {
    if (position % 2 === 1) {
      if (attributesOf.has(part)) open.add(part);
      for (const ended of endings.get(part) ?? []) open.delete(ended);
      continue;
    }
    for (const words of part.matchAll(/\S+(?: \S+)*/g))
      drawn += drawnWords(
        words[0],
        margin + (column + [...part.slice(0, words.index)].length) * characterWidth,
        y,
        open,
      );
    column += [...part].length;
  }
  return drawn;
}

/**
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {ReadonlySet<string>} open
 */
function drawnWords(words, x, y, open) {
  const length = round([...words].length * characterWidth);
  const attributes = [...open].flatMap((code) => Object.entries(attributesOf.get(code) ?? {}));
  const painted = attributes.map(([name, value]) => ` ${name}="${value}"`).join('');
  const place = `x="${round(x)}" y="${round(y)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"`;
  return `<text ${place}${painted}>${escaped(words)}</text>`;
}

/** @param {string} text */
function plain(text) {
  return text.replaceAll(painting, '');
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}
