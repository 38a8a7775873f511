import { z } from 'zod';
import { type AddressMap, addressMapOf, parseAddress } from '../../model/address-map.js';
import { splitScheme } from '../../model/target-scheme.js';
import { parseTargetUrl } from '../../model/target-url.js';
import { report } from '../../units/fields.js';
import { checkedValue } from '../../units/parsed.js';
import type { NodesPlan } from '../nodes-plan.js';
import type { OptionProblem, OwnOptions } from '../own-options.js';
import { type PoolOptions, poolOptions, poolSchema } from '../pool-options.js';

export interface ExternalOptions extends PoolOptions {
  /** The URL of the deployment, which may contain a password; null: none was written. */
  readonly target: string | null;
  /** Reachable addresses of members that announce different ones. */
  readonly addressMap: AddressMap;
}
export type ExternalPlan = NodesPlan & ExternalOptions;

const addressField = z.string().superRefine((text, context) => report(context, parseAddress(text)));

const schema = z.strictObject({
  ...poolSchema.shape,
  target: z
    .string()
    .superRefine((text, context) => {
      const parsed = parseTargetUrl(text);
      if (parsed.expected !== undefined)
        context.addIssue({ code: 'custom', message: parsed.expected, params: { found: foundInUrl(text) } });
    })
    .nullable()
    .default(null)
    .describe('The URL of a deployment that is already running, for topology external; null: servers are launched.'),
  addressMap: z
    .record(addressField, addressField)
    .meta({ examples: [{ '10.0.0.5:6379': '127.0.0.1:7001' }] })
    .default({})
    .describe(
      'Reachable addresses of target members that announce others: announced host:port to reachable host:port.',
    ),
});

export const externalOptions: OwnOptions<ExternalOptions, z.output<typeof schema>> = {
  schema,
  plan: ({ target, addressMap, ...pool }) => ({
    ...poolOptions.plan(pool),
    target,
    addressMap: addressMapOf(
      Object.entries(addressMap).map(([announced, reached]) => [
        checkedValue(parseAddress(announced)),
        checkedValue(parseAddress(reached)),
      ]),
    ),
  }),
  problemsElsewhere: ({ target, addressMap }, kind) => [
    ...(target === null ? [] : [elsewhere('target', kind, 'has a target', 'a URL')]),
    ...(Object.keys(addressMap).length === 0 ? [] : [elsewhere('addressMap', kind, 'maps addresses', 'addresses')]),
  ],
};

function elsewhere(key: string, kind: string, does: string, found: string): OptionProblem {
  return {
    path: [key],
    expected: `nothing, because topology ${kind} launches its servers (topology external ${does})`,
    found,
  };
}

/** Not the text, which may contain a password. */
function foundInUrl(text: string): string {
  const scheme = splitScheme(text)?.name;
  return scheme === undefined ? 'something else' : `something else after ${scheme}://`;
}
