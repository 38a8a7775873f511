import { stringify } from 'yaml';
import type { ScenarioDocument } from './schema.js';

/** Writes a document as YAML, in the form and order of the scenario files. */
export function formatScenario(document: ScenarioDocument): string {
  return stringify(document, { lineWidth: 120 });
}
