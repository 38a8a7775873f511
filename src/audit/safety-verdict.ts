import type { WriteSafetyRecord } from '../model/run-record.js';
import type { JudgeInput } from './judge.js';
import type { Tally } from './run-ledger.js';

interface Evidence {
  readonly input: Omit<JudgeInput, 'snapshots'>;
  /** All that was counted, the read-back included. */
  readonly tally: Tally;
  /** What is certain: without the read-back where that can't be trusted. */
  readonly proven: Tally;
  /** Lost writes that evictions or expiry explain. */
  readonly evictions: number;
  /** Writes of which ledger and relays say what can't both be true. */
  readonly disagreements: number;
}

interface Safety {
  readonly verdict: WriteSafetyRecord['verdict'];
  readonly reason: string;
  readonly problems: readonly string[];
}

/**
 * The verdict and why. What was proven makes it `unsafe`, however incomplete the audit is; evidence that contradicts
 * itself, or an audit that could not look at everything, makes it `unknown`; only then it can be `safe`.
 */
export function decideSafety(evidence: Evidence): Safety {
  const { input } = evidence;
  if (input.auditMode === 'off') return { verdict: 'unknown', reason: 'The audit was off.', problems: [] };
  const findings = findingsOf(evidence);
  const doubts = doubtsOf(evidence);
  const problems = [...otherFindings(evidence.proven), ...doubts];
  const limit = input.auditMode === 'final' ? [finalLimit] : [];
  if (evidence.disagreements > 0) return { verdict: 'unknown', reason: sentences(doubts, findings, limit), problems };
  if (findings.length > 0) return { verdict: 'unsafe', reason: sentences(findings, doubts, limit), problems };
  if (doubts.length > 0) return { verdict: 'unknown', reason: sentences(doubts, limit), problems };
  const { acknowledged } = evidence.tally.writes;
  return {
    verdict: 'safe',
    reason: sentences([`All ${acknowledged} acknowledged writes were found, or a later one in their place.`], limit),
    problems,
  };
}

const finalLimit = 'The audit looked only at the end: it cannot see a lost write that a later one covered.';

/** What speaks against the cluster (or the client), most weighty first. */
function findingsOf(evidence: Evidence): readonly string[] {
  const { input, proven } = evidence;
  const { canaries } = input;
  const lost = proven.fates.lost - evidence.evictions;
  const removals = input.evictedKeys + input.expiredKeys > 0;
  const missingCanaries = canaries && !removals ? canaries.written - canaries.found : 0;
  const wiped = canaries !== null && canaries.written > 0 && canaries.found === 0;
  return [
    ...(missingCanaries > 0 || wiped
      ? [
          `${(canaries?.written ?? 0) - (canaries?.found ?? 0)} of ${canaries?.written} canaries are gone: data was wiped.`,
        ]
      : []),
    ...(lost > 0 ? [`${lost} acknowledged writes were lost.`] : []),
    ...(proven.fates.duplicated > 0 ? [`${proven.fates.duplicated} writes were applied twice.`] : []),
    ...(proven.fates.unexpected > 0
      ? [
          `${proven.fates.unexpected} writes came back after they were ruled out, or a foreign value stood in their place.`,
        ]
      : []),
    ...otherFindings(proven),
  ];
}

/** Findings that no fate holds. */
function otherFindings(proven: Tally): readonly string[] {
  return [
    ...(proven.foreignValues > 0 ? [`${proven.foreignValues} values that nobody wrote were found.`] : []),
    ...(proven.unexpectedReads > 0
      ? [`${proven.unexpectedReads} reads answered a value that nobody wrote or that had failed.`]
      : []),
    ...(proven.baselineLosses > 0
      ? [`${proven.baselineLosses} keys lost what the preload or the warm-up had written.`]
      : []),
  ];
}

/** Why the audit may have missed something, or can't be believed. */
function doubtsOf(evidence: Evidence): readonly string[] {
  const { input } = evidence;
  return [
    ...(evidence.disagreements > 0
      ? [
          `The ledger and the relays disagree about ${evidence.disagreements} writes: a bug of cache-bench, or a cause without a name.`,
        ]
      : []),
    ...(input.readback === null ? ['The data could not be read back.'] : []),
    ...(input.converged ? [] : ['The cluster did not converge before the read-back.']),
    ...(input.canaries === null ? ['The canaries could not be read.'] : []),
    ...(input.evictedKeys > 0 ? [`${input.evictedKeys} keys were evicted.`] : []),
    ...(input.expiredKeys > 0 ? [`${input.expiredKeys} keys expired.`] : []),
    ...(evidence.tally.writes.acknowledged === 0 ? ['No write was acknowledged.'] : []),
    ...faultsWithoutElectedLink(input),
  ];
}

function faultsWithoutElectedLink(input: Evidence['input']): readonly string[] {
  return input.faults
    .filter(({ relay }) => relay !== null && !relay.links.some((link) => link.replica === relay.electedReplica))
    .map((fault) => `The relays of ${fault.name} know no link to the replica that was elected.`);
}

function sentences(...groups: readonly (readonly string[])[]): string {
  return groups.flat().join(' ');
}
