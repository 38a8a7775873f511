import { findComparisons } from './find-comparisons.js';
import { readRegistry } from './read-registry.js';

/**
 * @typedef {object} NameTable
 * @property {readonly { readonly of: string, readonly file: string, readonly variable: string }[]} registries
 * @property {Readonly<Record<string, string>>} otherWords subjects whose words only look like names of a registry, and what they are
 * @property {readonly { readonly place: string, readonly words: readonly string[], readonly because: string }[]} exceptions
 */

/**
 * No code compares the name of something in a registry, except where that is defined: it asks for an ability instead.
 *
 * @param {ReadonlyMap<string, string>} modules the text of each file, by its path below src
 * @param {NameTable} table
 * @returns {string[]} one sentence for each problem; empty when all is well
 */
export function checkNames(modules, { registries, otherWords, exceptions }) {
  const problems = [];
  /** @type {{ of: string, places: ReadonlyMap<string, string> }[]} */
  const known = [];
  for (const { of, file, variable } of registries) {
    const places = readRegistry(file, modules.get(file) ?? '', variable);
    if (places.size === 0) problems.push(`rooms.cjs: src/${file} has no registry ${variable}.`);
    known.push({ of, places });
  }
  const files = new Set(registries.map(({ file }) => file));
  const used = new Set();
  for (const [path, text] of modules)
    for (const { word, subject, line } of findComparisons(path, text)) {
      const named = known.filter(({ places }) => places.has(word));
      if (named.length === 0 || files.has(path)) continue;
      if (named.some(({ places }) => liesIn(path, /** @type {string} */ (places.get(word))))) continue;
      if (subject !== undefined && Object.hasOwn(otherWords, subject)) {
        used.add(subject);
        continue;
      }
      const exception = exceptions.find(({ place, words }) => liesIn(path, place) && words.includes(word));
      if (exception !== undefined) used.add(`${exception.place} ${word}`);
      else
        problems.push(
          `src/${path}:${line} compares something with '${word}', the name of a ${named.map(({ of }) => of).join(' or ')}. Ask for an ability instead.`,
        );
    }
  for (const subject of Object.keys(otherWords))
    if (!used.has(subject))
      problems.push(`rooms.cjs: no word of ${subject} looks like a name. Remove it from otherWords.`);
  for (const { place, words } of exceptions)
    for (const word of words)
      if (!used.has(`${place} ${word}`))
        problems.push(`rooms.cjs: ${place} may compare '${word}', but doesn't. Remove the exception.`);
  return problems;
}

/**
 * @param {string} path
 * @param {string} place a room, or a folder or file in src
 */
function liesIn(path, place) {
  return path === place || path.startsWith(`${place}/`);
}
