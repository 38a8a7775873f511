import { parseArgs } from 'node:util';

/**
 * Parses flags of the form `--name value`, all optional. Numbers must be above 0; lists are `1,16`. Throws on a wrong flag.
 *
 * @template {Readonly<Record<string, number | boolean | readonly number[] | readonly string[]>>} Defaults
 * @param {Defaults} defaults by flag
 * @param {readonly string[]} given
 * @returns {Defaults}
 */
export function readOptions(defaults, given) {
  const kinds = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      { type: typeof value === 'boolean' ? /** @type {const} */ ('boolean') : /** @type {const} */ ('string') },
    ]),
  );
  const { values } = parseArgs({ args: [...given], options: kinds, strict: true });
  const read = Object.entries(values).map(([name, text]) => [name, readValue(name, String(text), defaults[name])]);
  return { ...defaults, ...Object.fromEntries(read) };
}

/** @param {string} name @param {string} text @param {unknown} example */
function readValue(name, text, example) {
  if (typeof example === 'boolean') return true;
  if (typeof example === 'number') return positive(name, text);
  const words = text.split(',');
  return Array.isArray(example) && typeof example[0] === 'number' ? words.map((word) => positive(name, word)) : words;
}

/** @param {string} name @param {string} text */
function positive(name, text) {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${name} accepts numbers above 0, not ${JSON.stringify(text)}.`);
  return number;
}

/**
 * Runs a script with its flags. A wrong flag ends it with one line and exit code 2; other errors propagate.
 *
 * @template {Readonly<Record<string, number | boolean | readonly number[] | readonly string[]>>} Defaults
 * @param {Defaults} defaults
 * @param {(options: Defaults) => Promise<void>} work
 */
export async function runScript(defaults, work) {
  let options;
  try {
    options = readOptions(defaults, process.argv.slice(2));
  } catch (error) {
    const flags = Object.keys(defaults).map((name) => `--${name}`);
    console.error(`${error instanceof Error ? error.message : error}\nFlags: ${flags.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  await work(options);
}
