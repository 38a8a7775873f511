import type { Access } from '../../../model/access.js';
import type { ClientView } from '../../../model/client-view.js';
import { memberAddress } from '../../../model/member-address.js';
import { type Endpoint, endpointName } from '../../../model/node.js';
import type { Refusal } from '../refusal.js';
import { askNode } from './ask-node.js';

/** Where the primary is, or why it is unknown. */
export type PrimaryAnswer =
  | { readonly endpoint: Endpoint; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly endpoint?: never };

/** A view of a cluster that has one primary. */
export type PrimaryView = Exclude<ClientView, { readonly kind: 'pool' | 'cluster' }>;

/** Where the primary is now, according to the cluster. Each sentinel has `timeoutMs` to answer. */
export async function findPrimary(view: PrimaryView, timeoutMs: number): Promise<PrimaryAnswer> {
  switch (view.kind) {
    case 'single':
      return { endpoint: view.endpoint };
    case 'sentinel': {
      const refusals: Refusal[] = [];
      for (const sentinel of view.sentinels) {
        const answer = await ask(sentinel, view.sentinelAccess, view.primaryName, timeoutMs);
        if (answer.refusal) refusals.push(answer.refusal);
        else {
          const { host, port } = answer.endpoint;
          return { endpoint: view.addressMap[`${host}:${port}`] ?? answer.endpoint };
        }
      }
      // A sentinel that may answer later is worth waiting for, whatever the others say.
      const telling = refusals.find(({ isFinal }) => !isFinal) ?? refusals[0];
      return { refusal: telling ?? { reason: 'there is no sentinel to ask', isFinal: true } };
    }
    default:
      return view satisfies never;
  }
}

async function ask(sentinel: Endpoint, access: Access, name: string, timeoutMs: number): Promise<PrimaryAnswer> {
  const refuse = ({ reason, isFinal }: Refusal) => ({ refusal: { reason: `sentinel ${reason}`, isFinal } });
  const words = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name];
  const { values, refusal } = await askNode(sentinel, { ...access, database: 0 }, words, timeoutMs);
  if (refusal) return refuse(refusal);
  const [host, port] = values.map((value) => String(value ?? ''));
  const endpoint = host === undefined || host === '' ? undefined : memberAddress(host, port, sentinel);
  if (endpoint !== undefined) return { endpoint };
  const problem =
    host === undefined
      ? `it knows no primary named ${name}`
      : `it reports the primary at ${JSON.stringify(`${host}:${port}`)}, which is not a host and port`;
  return refuse({ reason: `${endpointName(sentinel)}: ${problem}`, isFinal: false });
}
