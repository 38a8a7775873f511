import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take longest; a fresh clone has no times of earlier runs. */
export const slowTests = [
  'cli/readme',
  'integration/load/cluster-load',
  'integration/audit/audited-kinds',
  'integration/load/lost-with-the-cache',
  'cli/target',
  'integration/fault/process-faults',
  'cli/session',
  'cli/exit-codes',
  'integration/report/html',
  'cli/scenario-new',
  'cli/library',
  'integration/load/connections',
  'cli/series',
  'cli/package',
  'cli/fresh-clone',
  'cli/node-redis',
  'integration/topology/security',
  'cli/nothing-left-behind',
  'load/driver/driver-contract',
  'gate/compare/compare-runs',
  'mutations/mutated-records',
  'bin/setup',
].map((name) => `test/${name}.test.ts`);

/** Starts them first, so that no worker is busy with one when the others have nothing left to do. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = slowTests.findIndex((path) => moduleId.endsWith(`/${path}`));
      return index < 0 ? slowTests.length : index;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
