import { nearestWord } from '../errors/nearest-word.js';
import { figureSyntax, parseFigure } from './figures.js';
import { type Comparator, comparators, type Gate, type Limit, type Subject } from './gate.js';
import { metricDefinition } from './metrics.js';
import { parseFigureName } from './parse-figure-name.js';
import { type Window, windows } from './selection.js';

/** What is wrong with a gate. `at` counts characters from 0; `found` is the text there, empty at the end. */
export interface GateProblem {
  readonly at: number;
  readonly expected: string;
  readonly found: string;
  readonly suggestion?: string;
}

/**
 * Parses and type-checks a gate. `operations` are the operation kinds that a metric may name.
 *
 *     gate       = figure comparator limit
 *     figure     = metric [ "." operation ] [ "." aggregate ] [ "during" window ]
 *     comparator = "<" | "<=" | ">" | ">=" | "=="
 *     limit      = number [ unit ] [ "during" window ]      the window may be at either end, but only once
 *                | [ factor "*" ] figure                    of the same unit
 *     window     = "steady" | "failover" | "recovery" | "settled" | "all"
 *
 * The metrics, their aggregates and units are listed in metrics.ts. Without a window, `all` applies.
 */
export function parseGate(
  expression: string,
  operations: readonly string[],
): { readonly gate: Gate } | { readonly problem: GateProblem } {
  const tokens = tokenize(expression);
  try {
    const subject = readFigure(tokens, operations);
    const comparator = readComparator(tokens);
    const limited = readLimit(tokens, subject, operations);
    const left = tokens.peek();
    if (left.text !== '') throw new GateSyntaxError(left, 'the end of the gate');
    return { gate: { expression: expression.trim(), ...limited, comparator } };
  } catch (error) {
    if (error instanceof GateSyntaxError) return { problem: error.problem };
    throw error;
  }
}

interface Token {
  readonly text: string;
  readonly at: number;
}

interface Tokens {
  peek(): Token;
  next(): Token;
}

/** Aborts the parser; never leaves this file. */
class GateSyntaxError extends Error {
  readonly problem: GateProblem;

  constructor(token: Token, expected: string, suggestion?: string) {
    super(expected);
    this.problem = { at: token.at, found: token.text, expected, ...(suggestion === undefined ? {} : { suggestion }) };
  }
}

/** Comparators and `*` are single tokens; everything else extends to the next white space or operator. */
function tokenize(expression: string): Tokens {
  const tokens = [...expression.matchAll(/[<>=!]+|\*|[^\s<>=!*]+/g)].map((match) => ({
    text: match[0],
    at: match.index,
  }));
  const end = { text: '', at: expression.trimEnd().length };
  let position = 0;
  return {
    peek: () => tokens[position] ?? end,
    next: () => tokens[position++] ?? end,
  };
}

function readFigure(tokens: Tokens, operations: readonly string[]): Subject {
  const token = tokens.next();
  const name = parseFigureName(token.text, operations);
  if (name.expected !== undefined) throw new GateSyntaxError(token, name.expected, name.suggestion);
  return { ...name.value, window: readWindow(tokens, name.value.metric) ?? 'all' };
}

function readWindow(tokens: Tokens, metric: Subject['metric']): Window | undefined {
  if (tokens.peek().text !== 'during') return undefined;
  tokens.next();
  const token = tokens.next();
  const window = windows.find((known) => known === token.text);
  if (window === undefined)
    throw new GateSyntaxError(token, `one of the windows ${windows.join(', ')}`, nearestWord(token.text, windows));
  if (window !== 'all' && !metricDefinition(metric).windowed) {
    throw new GateSyntaxError(token, `all, because ${metric} is known for the whole run only`);
  }
  return window;
}

function readComparator(tokens: Tokens): Comparator {
  const token = tokens.next();
  const comparator = comparators.find((known) => known === token.text);
  if (comparator !== undefined) return comparator;
  const meant: Record<string, Comparator> = { '=': '==', '===': '==', '=<': '<=', '=>': '>=' };
  const windowWord = nearestWord(token.text, ['during']);
  throw new GateSyntaxError(token, `one of the comparators ${comparators.join(' ')}`, meant[token.text] ?? windowWord);
}

function readLimit(
  tokens: Tokens,
  subject: Subject,
  operations: readonly string[],
): { readonly subject: Subject; readonly limit: Limit } {
  const { unit } = metricDefinition(subject.metric);
  const token = tokens.next();
  if (token.text === '') throw new GateSyntaxError(token, `${figureSyntax[unit]}, or another figure`);
  if (!/^[-+.\d]/.test(token.text))
    return { subject, limit: { kind: 'multiple', factor: 1, of: readRight(token, tokens, subject, operations) } };
  if (tokens.peek().text === '*') {
    tokens.next();
    const factor = /^\d+(\.\d+)?$/.test(token.text) ? Number(token.text) : 0;
    if (!(factor > 0)) throw new GateSyntaxError(token, 'a factor above 0, such as 1.2');
    return { subject, limit: { kind: 'multiple', factor, of: readRight(tokens.next(), tokens, subject, operations) } };
  }
  const following = tokens.peek().text;
  const text = following === '' || following === 'during' ? token.text : `${token.text}${tokens.next().text}`;
  const figure = parseFigure(text, unit);
  if (figure.expected !== undefined) {
    const found = text === token.text ? text : `${token.text} ${following}`;
    throw new GateSyntaxError({ text: found, at: token.at }, figure.expected, figure.suggestion);
  }
  const during = tokens.peek();
  const window = readWindow(tokens, subject.metric);
  if (window !== undefined && subject.window !== 'all')
    throw new GateSyntaxError(during, 'the end of the gate, because its window was already named');
  return { subject: { ...subject, window: window ?? subject.window }, limit: { kind: 'figure', value: figure.value } };
}

function readRight(token: Token, tokens: Tokens, subject: Subject, operations: readonly string[]): Subject {
  const { unit } = metricDefinition(subject.metric);
  const name = parseFigureName(token.text, operations);
  if (name.expected !== undefined) {
    throw new GateSyntaxError(token, `${figureSyntax[unit]}, or ${name.expected}`, name.suggestion);
  }
  if (metricDefinition(name.value.metric).unit !== unit) {
    throw new GateSyntaxError(token, `a figure in the unit of ${subject.metric}`);
  }
  return { ...name.value, window: readWindow(tokens, name.value.metric) ?? 'all' };
}
