import { BaseCommand } from '../cli/base-command.js';
import { planFlags, readPlan } from '../cli/plan-flags.js';
import { planLoad } from '../cost/plan/plan-load.js';
import type { LoadPlan } from '../model/plan-figure.js';
import { renderPlan } from '../report/plan/plan-report.js';

/** `cache-bench plan`: how many machines a load takes. */
export default class Plan extends BaseCommand {
  static override summary = 'How many generator hosts, nodes and sockets a load takes, each figure with its formula.';
  static override description =
    'Starts nothing. Rates per core come from docs/performance.md, or from your own runs with --measured; they are the greatest uncertainty.';
  static override flags = planFlags;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --rate 500M --value 100 --pipeline 16',
    '<%= config.bin %> <%= command.id %> --rate 2M --value 1kb --reads 80% --data-gb 300 --replicas 2 --json',
    '<%= config.bin %> <%= command.id %> --rate 2M --measured reports/20260214-093012-k3v9',
  ];

  async run(): Promise<LoadPlan> {
    const { flags } = await this.parse(Plan);
    const plan = planLoad(await readPlan(flags));
    const { stdout } = this.host;
    const columns = stdout.isTerminal ? stdout.columns : 100;
    this.log(renderPlan(plan, { columns, colour: stdout.colour }).replace(/\n$/, ''));
    return plan;
  }
}
