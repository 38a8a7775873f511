import type { z } from 'zod';
import { nearestWord } from '../errors/nearest-word.js';
import { durationSyntax, parseDuration } from '../units/duration.js';
import { type DocumentPath, type DocumentProblem, describeValue, valueAt } from './problem.js';
import { type ScenarioDocument, scenarioSchema } from './schema.js';
import { knownKeys, pathsTo } from './schema-keys.js';

/** Validates a document's structure, key by key, and fills in every default; otherwise returns all problems. */
export function checkDocument(
  value: unknown,
): { readonly document: ScenarioDocument } | { readonly problems: readonly DocumentProblem[] } {
  const parsed = scenarioSchema.safeParse(value, { error: expectation });
  if (parsed.success) return { document: parsed.data };
  return { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, issue.path.map(pathKey), value)) };
}

const severalShapes = 'one of several shapes';

/** What a schema expects, as a phrase after "expected"; not used for schemas with their own message. */
function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return `${sizePhrase(issue.origin)} ${issue.inclusive === false ? 'above' : 'of at least'} ${issue.minimum}`;
    case 'too_big':
      return `${sizePhrase(issue.origin)} ${issue.inclusive === false ? 'below' : 'of at most'} ${issue.maximum}`;
    case 'invalid_union':
      return severalShapes;
    default:
      return 'something else';
  }
}

const typeNames: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'a text',
  int: 'a whole number',
  boolean: 'true or false',
};

function sizePhrase(origin: string): string {
  if (origin === 'array') return 'a list with a length';
  return origin === 'string' ? 'a text with a length' : 'a number';
}

function problemsOf(issue: z.core.$ZodIssue, path: DocumentPath, document: unknown): DocumentProblem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key));
    case 'invalid_key':
      return [
        {
          path,
          atKey: true,
          message: `expected ${issue.issues[0]?.message ?? 'another key'}, found ${describeValue(path.at(-1))}`,
        },
      ];
    case 'invalid_union': {
      if (issue.message !== severalShapes) break;
      const branch = branchMeant(issue.errors, valueAt(document, path));
      if (branch !== undefined)
        return branch.flatMap((inner) => problemsOf(inner, [...path, ...inner.path.map(pathKey)], document));
      const phrases = issue.errors.map((branch) => branch[0]?.message ?? '').join(', or ');
      return [{ path, message: `expected ${phrases}, found ${describeValue(valueAt(document, path))}` }];
    }
    default:
  }
  const found = valueAt(document, path);
  const hints = hintsOf(issue, found);
  return [
    {
      path,
      message: `expected ${issue.message}, found ${hints.found ?? (isSecret(path) ? 'something else' : describeValue(found))}`,
      ...(hints.suggestion === undefined ? {} : { suggestion: hints.suggestion }),
      ...(hints.offset === undefined ? {} : { offset: hints.offset }),
    },
  ];
}

/** Whether the value may contain a password, which no message must repeat. */
function isSecret(path: DocumentPath): boolean {
  return ['topology.password', 'origin.url'].includes(path.join('.'));
}

function unknownKey(path: DocumentPath, key: string): DocumentProblem {
  const known = knownKeys(path);
  const meant = nearestWord(key, known) ?? pathsTo(key)[0];
  return {
    path: [...path, key],
    atKey: true,
    message: `expected one of the keys ${known.join(', ')}, found ${describeValue(key)}`,
    ...(meant === undefined ? {} : { suggestion: meant }),
  };
}

/** The only branch of a union that a value of this type can be meant for. */
function branchMeant(branches: readonly z.core.$ZodIssue[][], found: unknown): z.core.$ZodIssue[] | undefined {
  const isMapping = typeof found === 'object' && found !== null;
  const fitting = branches.filter((issues) =>
    issues.every(
      ({ code, path }) => path.length > 0 || !(code === 'invalid_type' || (code === 'invalid_value' && isMapping)),
    ),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

interface Hints {
  readonly suggestion?: string | undefined;
  readonly offset?: number | undefined;
  readonly found?: string | undefined;
}

function hintsOf(issue: z.core.$ZodIssue, found: unknown): Hints {
  if (issue.code === 'custom') return (issue.params ?? {}) as Hints;
  if (issue.code === 'invalid_value' && typeof found === 'string') {
    return { suggestion: nearestWord(found, issue.values.map(String)) };
  }
  // YAML reads `20` as a number, so it never reaches the duration parser with its better message.
  if (issue.message === durationSyntax && typeof found === 'number') {
    const parsed = parseDuration(String(found));
    return parsed.expected === undefined ? {} : { suggestion: parsed.suggestion };
  }
  return {};
}

function pathKey(key: PropertyKey): string | number {
  return typeof key === 'symbol' ? String(key) : key;
}
