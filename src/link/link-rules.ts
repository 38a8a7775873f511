import { monotonicMs } from '../clock/monotonic.js';
import type { Random } from '../random/random.js';
import type { DelayLine } from './delay-line.js';
import { type LineShape, Pace } from './line-shape.js';
import { type LinkKind, type LinkRule, type LinkSelection, selects } from './link-rule.js';
import type { LinkEnd, RelayedConnection } from './relay.js';
import type { AppliedRule, ResetReport, RuleReport } from './relay-protocol.js';

/** What the rules need to know about the relays. */
export interface RuledLinks {
  connections(): Iterable<RelayedConnection>;
  kindOf(connection: RelayedConnection): LinkKind;
  /** The shape of one direction without any rule. */
  baseShape(from: LinkEnd, to: LinkEnd): LineShape;
  /** Whether one of its ends is a lost host: then nothing must be sent to either side. */
  isLost(connection: RelayedConnection): boolean;
}

interface ActiveRule {
  readonly id: number;
  readonly rule: LinkRule;
  readonly touched: Set<RelayedConnection>;
  /** For what the first group sends, and for what it receives. */
  readonly paces: { readonly from: Pace; readonly to: Pace } | null;
  droppedBytes: number;
}

interface Segment {
  readonly line: DelayLine;
  readonly from: LinkEnd;
  readonly to: LinkEnd;
  readonly kind: LinkKind;
}

/** All current rules: they are added and removed individually, and each connection follows those that match it. */
export class LinkRules {
  #links: RuledLinks;
  #random: Random;
  #active = new Map<number, ActiveRule>();
  #ended = new Map<number, RuleReport>();
  #lastId = 0;

  constructor(links: RuledLinks, random: Random) {
    this.#links = links;
    this.#random = random;
  }

  apply(rule: LinkRule): AppliedRule {
    this.#lastId += 1;
    const { effect } = rule;
    const bytesPerSecond = effect.kind === 'slow' ? effect.bytesPerSecond : null;
    const paces = bytesPerSecond === null ? null : { from: new Pace(bytesPerSecond), to: new Pace(bytesPerSecond) };
    const atMs = monotonicMs();
    this.#active.set(this.#lastId, { id: this.#lastId, rule, touched: new Set(), paces, droppedBytes: 0 });
    for (const connection of this.#links.connections()) this.hold(connection);
    return { id: this.#lastId, atMs };
  }

  report(id: number): RuleReport {
    const active = this.#active.get(id);
    if (active === undefined) return this.#ended.get(id) ?? { connections: 0, droppedBytes: 0 };
    return { connections: active.touched.size, droppedBytes: active.droppedBytes };
  }

  lift(id: number, how: 'resume' | 'reset'): void {
    const active = this.#active.get(id);
    if (active === undefined) return;
    this.#ended.set(id, this.report(id));
    this.#active.delete(id);
    // Dropped data is missing mid-stream: such a connection can't continue.
    const mustReset = active.rule.effect.kind === 'drop';
    for (const connection of active.touched) {
      if (this.#links.isLost(connection)) continue;
      if (mustReset || (how === 'reset' && !this.#isCut(connection))) connection.reset();
    }
    for (const connection of this.#links.connections()) this.hold(connection);
  }

  reset(links: LinkSelection): ResetReport {
    const atMs = monotonicMs();
    const found = [...this.#links.connections()].filter(
      (connection) =>
        this.#segmentsOf(connection).some((line) => selects(links, line)) &&
        !this.#links.isLost(connection) &&
        !this.#isCut(connection),
    );
    for (const connection of found) connection.reset();
    return { atMs, connections: found.length };
  }

  /** Applies the current rules to a new or existing connection. */
  hold(connection: RelayedConnection): void {
    if (this.#links.isLost(connection)) return;
    for (const segment of this.#segmentsOf(connection)) this.#holdSegment(connection, segment);
  }

  #holdSegment(connection: RelayedConnection, segment: Segment): void {
    const meant = [...this.#active.values()].filter(({ rule }) => selects(rule, segment));
    for (const active of meant) {
      if (active.rule.effect.kind === 'drop' && !active.touched.has(connection)) this.#drop(segment.line, active);
      active.touched.add(connection);
    }
    segment.line.reshape(this.#shapeOf(segment, meant), this.#random);
    if (meant.some(({ rule }) => rule.effect.kind === 'cut')) segment.line.cut();
    else if (segment.line.isCut) segment.line.resume();
  }

  #drop(line: DelayLine, active: ActiveRule): void {
    const { effect } = active.rule;
    const untilBytes = effect.kind === 'drop' ? effect.untilBytes : null;
    line.onDiscard = (bytes) => {
      active.droppedBytes += bytes;
      if (untilBytes !== null && active.droppedBytes >= untilBytes) this.lift(active.id, 'reset');
    };
    line.lose();
  }

  #shapeOf({ from, to }: Segment, meant: readonly ActiveRule[]): LineShape {
    const base = this.#links.baseShape(from, to);
    let { delayMs, jitterMs } = base;
    const paces = [...base.paces];
    for (const { rule, paces: own } of meant) {
      if (rule.effect.kind !== 'slow') continue;
      delayMs += rule.effect.delayMs;
      jitterMs += rule.effect.jitterMs;
      if (own !== null) paces.push(rule.between[0].includes(from) ? own.from : own.to);
    }
    return { delayMs, jitterMs, paces };
  }

  #isCut(connection: RelayedConnection): boolean {
    const cuts = [...this.#active.values()].filter(({ rule }) => rule.effect.kind === 'cut');
    return this.#segmentsOf(connection).some((segment) => cuts.some(({ rule }) => selects(rule, segment)));
  }

  #segmentsOf(connection: RelayedConnection): readonly Segment[] {
    const { caller, node, forth, back } = connection;
    const kind = this.#links.kindOf(connection);
    return [
      { line: forth, from: caller, to: node, kind },
      { line: back, from: node, to: caller, kind },
    ];
  }
}
