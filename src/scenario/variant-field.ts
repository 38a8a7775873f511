import { z } from 'zod';
import { nearestWord } from '../errors/nearest-word.js';
import { keysOf } from '../model/table.js';
import { summaries, wordField } from './fields.js';

type Registry = Readonly<Record<string, { readonly summary: string; readonly options: z.ZodObject }>>;

/** A kind, and all its options. */
type Variant<Kind extends string> = { readonly kind: Kind } & Readonly<Record<string, unknown>>;

/**
 * An entry of a registry with its own options beside `kind`. The schema lists the options of all kinds; those of another
 * kind are refused, and the defaults of the chosen kind filled in.
 */
export function variantField<Entries extends Registry>(registry: Entries) {
  const kinds = keysOf(registry);
  const shapes = kinds.map((kind) => definitionIn(registry, kind).shape);
  const options: Record<string, z.ZodType> = Object.assign({}, ...shapes.map(optional));
  return z
    .strictObject({ kind: wordField(kinds).describe(summaries(registry)), ...options })
    .superRefine((written, context) => {
      const { kind, ...given }: { readonly kind: string; readonly [name: string]: unknown } = written;
      const own = Object.keys(definitionIn(registry, kind).shape);
      for (const [name, value] of Object.entries(given)) {
        if (value === undefined || own.includes(name)) continue;
        const suggestion = nearestWord(name, own);
        const message = `one of the options of ${kind} (${own.join(', ')})`;
        context.addIssue({ code: 'custom', path: [name], message, params: { found: name, suggestion } });
      }
      for (const [name, field] of Object.entries(definitionIn(registry, kind).shape))
        if (given[name] === undefined && !z.safeParse(field, undefined).success)
          context.addIssue({
            code: 'custom',
            path: [],
            message: `${name} with kind ${kind}`,
            params: { found: 'none' },
          });
      for (const issue of definitionIn(registry, kind).safeParse(given).error?.issues ?? [])
        if (issue.code === 'custom' && issue.params?.isAboutSeveral === true) context.addIssue({ ...issue });
    })
    .transform(({ kind, ...given }): Variant<keyof Entries & string> => {
      return { kind, ...definitionIn(registry, kind).parse(given) };
    });
}

function definitionIn(registry: Registry, kind: string): z.ZodObject {
  const definition = registry[kind];
  if (definition === undefined) throw new Error(`no ${kind}`);
  return definition.options;
}

/** The same fields without defaults, which are named in their descriptions instead. */
function optional(shape: z.ZodObject['shape']): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => {
      const { description = '' } = z.globalRegistry.get(field) ?? {};
      if (!(field instanceof z.ZodDefault)) return [name, z.optional(field).describe(description)];
      const { innerType, defaultValue } = field.def;
      return [name, z.optional(innerType).describe(`${description} Default: ${String(defaultValue)}.`)];
    }),
  );
}
