import { monotonicMs } from '../../../../clock/monotonic.js';
import type { ClientView } from '../../../../model/client-view.js';
import { memberAddress, membersIn } from '../../../../model/member-address.js';
import type { Endpoint } from '../../../../model/node.js';
import { askNode } from '../ask-node.js';

/** How long an unlisted address is not asked about again. */
const denialLastsMs = 1_000;

/** The members that the cluster itself lists: we connect to no others, and give no others our password. */
export class MemberListing {
  #view: Extract<ClientView, { readonly kind: 'cluster' }>;
  #timeoutMs: number;
  /** As announced, `host:port`. */
  #listed: Set<string>;
  #deniedAtMs = new Map<string, number>();
  #asking: Promise<void> | undefined;

  constructor(view: Extract<ClientView, { readonly kind: 'cluster' }>, timeoutMs: number) {
    this.#view = view;
    this.#timeoutMs = timeoutMs;
    // The map's members come from a trusted source.
    this.#listed = new Set(Object.keys(view.addressMap));
  }

  add(members: readonly Endpoint[]): void {
    for (const member of members) this.#listed.add(nameOf(member));
  }

  has(member: Endpoint): boolean {
    return this.#listed.has(nameOf(member));
  }

  /** Whether a lookup of an unlisted member is pending; the first call sends it to these members. */
  isBeingAsked(member: Endpoint, askable: () => readonly Endpoint[]): boolean {
    const deniedAtMs = this.#deniedAtMs.get(nameOf(member));
    if (deniedAtMs !== undefined && monotonicMs() - deniedAtMs < denialLastsMs) return false;
    this.#asking ??= this.#ask(askable()).finally(() => {
      this.#asking = undefined;
      if (!this.has(member)) this.#deniedAtMs.set(nameOf(member), monotonicMs());
    });
    return true;
  }

  async #ask(members: readonly Endpoint[]): Promise<void> {
    for (const member of members) {
      const { values } = await askNode(member, this.#view.access, ['CLUSTER', 'NODES'], this.#timeoutMs);
      const [text] = values ?? [];
      if (typeof text !== 'string') continue;
      for (const { host, port } of membersIn(text)) {
        const listed = memberAddress(host, port, member);
        if (listed !== undefined) this.#listed.add(nameOf(listed));
      }
      return;
    }
  }
}

function nameOf({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}
