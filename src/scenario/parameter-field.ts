import { z } from 'zod';
import { nearestWord } from '../errors/nearest-word.js';
import { report } from '../units/fields.js';
import type { Parsed } from '../units/parsed.js';

type Registry = Readonly<Record<string, { readonly syntax: string }>>;

/** A registry name with parameters after colons, such as `zipf:0.99`. `parse` returns a string if the parameters are invalid. */
export function parameterField(noun: string, registry: Registry, parse: (text: string) => unknown) {
  const syntax = `one of the ${noun}s ${Object.values(registry)
    .map((entry) => entry.syntax)
    .join(', ')}`;
  return z.string({ error: syntax }).superRefine((text, context) => report(context, read(text)));

  function read(text: string): Parsed<string> {
    const [name = '', ...parameters] = text.split(':');
    if (Object.hasOwn(registry, name)) {
      const problem = parse(text);
      return typeof problem === 'string'
        ? { expected: `a ${noun} with valid parameters (${problem})` }
        : { value: text };
    }
    const meant = nearestWord(name, Object.keys(registry));
    return { expected: syntax, ...(meant === undefined ? {} : { suggestion: [meant, ...parameters].join(':') }) };
  }
}
