import Table from 'cli-table3';
import wrapAnsi from 'wrap-ansi';
import { cutToWidth, padToWidth, textWidth } from '../text-width.js';
import { createPaint, type Paint } from './paint.js';

/** What a section needs for its layout. */
export interface Page {
  readonly columns: number;
  readonly paint: Paint;
}

/** A page as wide as the terminal, between `least` and 120 columns. */
export function pageFor({ columns, colour }: { readonly columns: number; readonly colour: boolean }, least = 80): Page {
  return { columns: Math.max(least, Math.min(120, columns)), paint: createPaint(colour) };
}

const indent = '  ';
const labelWidth = 16;

/** Minimum: a terminal may be narrower than what surrounds the text. */
const narrowest = 4;

/** Wraps a text to lines of at most `width` columns (at least 4), at spaces if possible. */
export function wrapText(text: string, width: number): readonly string[] {
  const most = Math.max(narrowest, Math.floor(width) || 0);
  const kept = text.replace(beforeUnit, unbreakable);
  const parts = kept.match(part) ?? [''];
  return parts.flatMap((one) => wrapAnsi(one, most, { hard: true }).replaceAll(unbreakable, ' ').split('\n'));
}

/** wrap-ansi takes quadratic time, so it gets a long text part by part. */
const part = /.{1,2000}(?: |$)|.{1,2000}/gsu;
const unbreakable = '\u00a0';
/** The space between a figure and its unit. */
const beforeUnit = /(?<=[\d–]) (?=(?:%|[µm]?s|min|h|[kMGT]?B)(?!\w))/g;

/** A verdict, with what was found beside it. */
export function verdictLines(page: Page, word: string, ...texts: readonly string[]): readonly string[] {
  const margin = ' '.repeat(word.length + 2);
  const [first = '', ...more] = texts.flatMap((text) => wrapText(text, page.columns - margin.length));
  return [`${page.paint.verdict(word)}  ${first}`, ...more.map((line) => `${margin}${line}`)];
}

/** A section: its title, then its lines indented; empty if it has no lines. */
export function section(page: Page, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', page.paint.title(title), ...lines.map((line) => `${indent}${line}`.trimEnd())];
}

/** `label  text`, with the text wrapped and aligned; for use inside a section. A label that does not fit is cut. */
export function labelled(
  page: Page,
  rows: readonly (readonly [label: string, text: string])[],
  columns = labelWidth,
): readonly string[] {
  const width = page.columns - indent.length - columns;
  return rows.flatMap(([label, text]) =>
    wrapText(text, width).map(
      (line, index) => padToWidth(cutToWidth(index === 0 ? label : '', columns - 1), columns) + line,
    ),
  );
}

/** A wrapped, subdued sentence; for use inside a section. */
export function remark(page: Page, text: string): readonly string[] {
  return wrapText(text, page.columns - indent.length).map(page.paint.quiet);
}

/** cli-table3 takes cubic time in a cell's length: a minute for 8,000 characters. */
const mostCellLines = 60;
const mostCellColumns = 400;

function cellText(text: string): string {
  const lines = text.split('\n');
  const shown = lines.length > mostCellLines ? [...lines.slice(0, mostCellLines), '…'] : lines;
  return shown.map((line) => (line.length > mostCellColumns ? cutToWidth(line, mostCellColumns) : line)).join('\n');
}

/**
 * A table without borders, with a rule below its header; first column left-aligned, figures right-aligned. One that is too
 * wide for the page continues below, beginning again with the first columns, which name the rows.
 */
export function table(
  page: Page,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: (column: number) => 'left' | 'right' = (column) => (column === 0 ? 'left' : 'right'),
  names = rows.length > 1 ? 1 : 0,
): readonly string[] {
  const parts = columnsThatFit(page.columns, head, rows, names);
  return parts.flatMap((columns, index) => {
    const cellsOf = (cells: readonly string[]) => columns.map((column) => cells[column] ?? '');
    const part = oneTable(page, cellsOf(head), rows.map(cellsOf), (column) => align(columns[column] ?? 0));
    return index === 0 ? part : ['', ...part];
  });
}

function oneTable(
  page: Page,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: (column: number) => 'left' | 'right',
): readonly string[] {
  const grid = new Table({
    head: [...head],
    chars: noFrame,
    colAligns: head.map((_, column) => align(column)),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) grid.push(row.map(cellText));
  const [title = '', rule = '', ...body] = grid.toString().split('\n');
  return [title, page.paint.quiet(rule), ...body].map((line) => line.trimEnd());
}

const noFrame = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': '──',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

const gap = 2;

/**
 * The columns of a table, divided so that each part is at most `width` columns wide; every part begins with the first
 * `repeated` columns, which name its rows.
 */
function columnsThatFit(
  width: number,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  repeated: number,
): readonly (readonly number[])[] {
  const widthOf = (column: number) =>
    gap + Math.max(...[head, ...rows].flatMap((cells) => (cells[column] ?? '').split('\n').map(textWidth)));
  const names = head.slice(0, repeated).map((_, column) => column);
  // The first column has no gap before it.
  const least = indent.length - gap + names.reduce((sum, column) => sum + widthOf(column), 0);
  const parts: number[][] = [];
  let used = width;
  for (let column = repeated; column < head.length; column++) {
    if (used + widthOf(column) > width) {
      parts.push([...names]);
      used = least;
    }
    parts.at(-1)?.push(column);
    used += widthOf(column);
  }
  return parts;
}
