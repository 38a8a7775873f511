import { UsageError } from '../errors/errors.js';
import { redactText } from '../model/redact-text.js';

const mostCharacters = 200;

/** Parses each `--label key=value`. Throws UsageError before anything is started. */
export function readLabels(given: readonly string[] = []): Readonly<Record<string, string>> {
  const labels = new Map<string, string>();
  for (const text of given) {
    const [, key, value] = /^([A-Za-z][\w.-]{0,63})=(\P{Cc}*)$/u.exec(text) ?? [];
    if (key === undefined || value === undefined || value.length > mostCharacters)
      throw new UsageError(
        `--label: expected key=value, such as branch=main (a key of letters, digits, underscores, dots and dashes; a value of at most ${mostCharacters} characters on one line), found ${JSON.stringify(text.slice(0, 80))}. Nothing was started.`,
      );
    if (labels.has(key))
      throw new UsageError(`--label: ${key} is given twice. Give each key once. Nothing was started.`);
    labels.set(key, redactText(value));
  }
  return Object.fromEntries(labels);
}
