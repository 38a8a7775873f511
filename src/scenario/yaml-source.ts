import { Composer, type CST, type Document, isNode, LineCounter, Parser, visit } from 'yaml';
import { type DocumentProblem, describeValue, type ScenarioProblem } from './problem.js';
import { keyText, offsetOf } from './yaml-position.js';

/** A text parsed as YAML. */
export interface YamlSource {
  /** Null if there are only comments. */
  readonly value: unknown;
  /** `file:line:column` of a problem's subject, or of its nearest ancestor in the file. */
  locate(about: Pick<DocumentProblem, 'path' | 'offset' | 'atKey'>): string;
}

/** Parses an untrusted text as a single YAML document; otherwise returns its problems. */
export function parseYaml(file: string, text: string): YamlSource | { readonly problems: readonly ScenarioProblem[] } {
  const lineCounter = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const refuse = (...problems: YamlProblem[]) => ({
    problems: problems
      .slice(0, maxProblems)
      .map(({ offset, message }) => ({ place: place(offset), path: '', message, suggestion: null })),
  });

  const tokens = [...new Parser(lineCounter.addNewLine).parse(text)];
  // The parser keeps its own stack, but the composer recurses: a deep enough text would crash the process.
  if (nestsDeeper(tokens, maxDepth))
    return refuse({ offset: 0, message: `expected at most ${maxDepth} levels of nesting, found more` });
  // The composer's duplicate key check is quadratic: minutes for a megabyte of keys.
  const composer = new Composer({ uniqueKeys: false, logLevel: 'error' });
  const documents = [...composer.compose(tokens, true, text.length)];

  const broken = documents.flatMap(({ errors }) => errors);
  if (broken.length > 0) {
    return refuse(
      ...broken.map(({ pos, message }) => ({
        offset: pos[0],
        message: `expected YAML, found an error in it: ${message}`,
      })),
    );
  }
  const [document, second] = documents;
  if (second !== undefined)
    return refuse({ offset: second.range[0], message: `expected one YAML document, found ${documents.length}` });
  if (document === undefined) return { value: null, locate: () => place(0) };
  const repeated = repeatedKeys(document);
  if (repeated.length > 0) return refuse(...repeated);
  const read = readValue(document);
  if ('message' in read) return refuse({ offset: 0, message: read.message });
  return { value: read.value, locate: (about) => place(offsetOf(document, about)) };
}

interface YamlProblem {
  readonly offset: number;
  readonly message: string;
}

const maxProblems = 10;
const maxDepth = 50;
// Limits anchors times aliases: a scenario needs a handful, a bomb thousands.
const maxAliasCount = 50;

function nestsDeeper(tokens: readonly CST.Token[], limit: number): boolean {
  const open: { readonly token: CST.Token | null | undefined; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > limit) return true;
    if (token?.type === 'document') open.push({ token: token.value, depth });
    if (token === null || token === undefined || !('items' in token)) continue;
    for (const item of token.items) {
      open.push({ token: item.key, depth: depth + 1 }, { token: item.value, depth: depth + 1 });
    }
  }
  return false;
}

function repeatedKeys(document: Document.Parsed): readonly YamlProblem[] {
  const repeated: YamlProblem[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const text = keyText(key);
        if (seen.has(text)) {
          const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
          repeated.push({ offset, message: `expected each key once, found ${describeValue(text)} again` });
        }
        seen.add(text);
      }
    },
  });
  return repeated;
}

function readValue(document: Document.Parsed): { readonly value: unknown } | { readonly message: string } {
  try {
    const value: unknown = document.toJS({ maxAliasCount });
    // An anchor around its own alias makes a circular value.
    JSON.stringify(value);
    return { value };
  } catch (error) {
    if (error instanceof ReferenceError)
      return { message: `expected a few aliases at most, found so many that they would fill the memory` };
    if (error instanceof TypeError) return { message: 'expected finite values, found one that contains itself' };
    throw error;
  }
}
