import type { WriteSafetyRecord } from '../record/sections/write-safety.js';
import { counted } from '../units/counted.js';
import type { AuditInput } from './judge-input.js';
import { notObserved } from './observation.js';
import { wipedCanaries } from './wiped-canaries.js';
import type { WriteTotals } from './write-totals.js';

interface Evidence {
  readonly input: AuditInput;
  readonly totals: WriteTotals;
  /** Keys whose writes are unknown, because the ledger of their worker is lost. */
  readonly unauditedKeys: number;
  /** Lost writes explained by eviction or expiry. */
  readonly evictions: number;
  /** Writes on which ledger and relays contradict each other. */
  readonly disagreements: number;
}

interface Safety {
  readonly verdict: WriteSafetyRecord['verdict'];
  readonly reason: string;
  readonly problems: readonly string[];
}

/**
 * The verdict and its reasons. Proven violations make it `unsafe`, however incomplete the audit; contradictory evidence or
 * an incomplete audit makes it `unknown`; otherwise it is `safe`.
 */
export function decideSafety(evidence: Evidence): Safety {
  const { input } = evidence;
  if (input.auditMode === 'off') return { verdict: 'unknown', reason: 'The audit was off.', problems: [] };
  const findings = findingsOf(evidence);
  const doubts = doubtsOf(evidence);
  const problems = [...otherFindings(evidence), ...doubts];
  const limit = limitsOf(input);
  if (evidence.disagreements > 0) return { verdict: 'unknown', reason: sentences(doubts, findings, limit), problems };
  if (findings.length > 0) return { verdict: 'unsafe', reason: sentences(findings, doubts, limit), problems };
  if (doubts.length > 0) return { verdict: 'unknown', reason: sentences(doubts, limit), problems };
  const { acknowledged } = evidence.totals.writes;
  return {
    verdict: 'safe',
    reason: sentences([`Every acknowledged write (${acknowledged}) was found, or a later one in its place.`], limit),
    problems,
  };
}

function limitsOf(input: Evidence['input']): readonly string[] {
  const { gone } = input;
  if (gone === undefined) return limitsOfAudit(input);
  const servers = gone.servers === 1 ? 'One server is' : `${gone.servers} servers are`;
  return [`${servers} permanently gone, and so are the keys there.`, ...limitsOfAudit(input)];
}

function limitsOfAudit({ auditMode, checkedOnlyAtEnd = [] }: Evidence['input']): readonly string[] {
  if (auditMode === 'final')
    return ['The audit checked only at the end: it cannot see a lost write that a later one covered.'];
  return checkedOnlyAtEnd.length === 0
    ? []
    : [`For ${checkedOnlyAtEnd.join(' and ')}, only the last write of each key was checked, at the end.`];
}

/** Evidence against the cluster (or the client), most serious first. */
function findingsOf(evidence: Evidence): readonly string[] {
  const { input, totals } = evidence;
  const canariesGone = wipedCanaries(input);
  const lost = totals.fates.lost - evidence.evictions;
  const { duplicated, unexpected } = totals.fates;
  return sentencesThatHold(
    canariesGone > 0 && `${canariesGone} of ${input.canaries?.written} canaries are gone: data was wiped.`,
    lost > 0 && `${counted(lost, 'acknowledged write was', 'acknowledged writes were')} lost.`,
    duplicated > 0 && `${counted(duplicated, 'write was', 'writes were')} applied twice.`,
    unexpected > 0 &&
      `${counted(unexpected, 'older write', 'older writes')} replaced newer ones${totals.counts.foreignValues > 0 ? ', or gave way to a value that no client wrote' : ''}.`,
    ...otherFindings(evidence),
  );
}

/** Findings not covered by a fate. */
function otherFindings({ input, totals }: Evidence): readonly string[] {
  const { foreignValues, unexpectedReads } = totals.counts;
  const baselineLosses = baselineKeysLost(input, totals);
  return sentencesThatHold(
    foreignValues > 0 && `${counted(foreignValues, 'value was', 'values were')} found that no client wrote.`,
    unexpectedReads > 0 &&
      `${counted(unexpectedReads, 'read', 'reads')} returned a value that no client wrote, or one whose write had failed.`,
    baselineLosses > 0 && `${counted(baselineLosses, 'key', 'keys')} lost what the preload or the warm-up had written.`,
  );
}

/**
 * Number of keys that lost their value from before the measured part, excluding those the servers may have removed; null if
 * none was seen and not all could be checked.
 */
export function wipedKeys(input: Evidence['input'], totals: WriteTotals): number | null {
  const keys = wipedCanaries(input) + baselineKeysLost(input, totals);
  return keys === 0 && input.canaries === null ? null : keys;
}

function baselineKeysLost(input: Evidence['input'], totals: WriteTotals): number {
  // On a server that is gone, nobody wiped them.
  return keysWereRemoved(input) || input.gone !== undefined ? 0 : totals.baselineLosses;
}

/** Why the audit may be incomplete or unreliable. */
function doubtsOf({ input, totals, unauditedKeys, disagreements }: Evidence): readonly string[] {
  const { readback, canaries, evictedKeys, expiredKeys } = input;
  const unreadKeys = readback?.primary.filter((value) => value === notObserved).length ?? 0;
  const unchained = input.auditMode === 'chain' ? totals.counts.unobservedWrites : 0;
  const withoutLink = input.faults.filter(
    ({ relay }) => relay !== null && !relay.links.some((link) => link.replica === relay.electedReplica),
  );
  return sentencesThatHold(
    disagreements > 0 &&
      `The ledger and the relays disagree about ${english(disagreements)} writes: a bug in cache-bench, or an unknown cause.`,
    readback === null && 'The data could not be read back.',
    !input.converged && 'The cluster did not converge before the read-back.',
    unreadKeys > 0 && `${english(unreadKeys)} keys could not be read back.`,
    unauditedKeys > 0 &&
      `${english(unauditedKeys)} keys were not audited, because the load threads that wrote them were lost.`,
    canaries === null && 'The canaries could not be read.',
    // With every server gone, so are the canaries.
    canaries?.written === 0 && input.withoutCanaries !== true && input.gone === undefined && 'No canary was written.',
    evictedKeys > 0 && `${english(evictedKeys)} keys were evicted.`,
    expiredKeys > 0 && `${english(expiredKeys)} keys expired.`,
    totals.writes.issued === 0 && 'The load had no audited writes.',
    totals.writes.issued > 0 && totals.writes.acknowledged === 0 && 'No write was acknowledged.',
    unchained > 0 && `${english(unchained)} acknowledged writes did not return the value they replaced.`,
    ...withoutLink.map((fault) => `The relays of ${fault.name} know no link to the replica that was elected.`),
  );
}

function keysWereRemoved(input: Evidence['input']): boolean {
  return input.evictedKeys + input.expiredKeys > 0;
}

function sentencesThatHold(...candidates: readonly (string | false)[]): readonly string[] {
  return candidates.filter((candidate) => candidate !== false);
}

function sentences(...groups: readonly (readonly string[])[]): string {
  return groups.flat().join(' ');
}

const english = (count: number) => count.toLocaleString('en-US');
