import { scenarioText } from '../../../src/survey/scenario-text.js';
import type { SurveyOptions } from '../../../src/survey/survey.js';
import { surveyDeployment } from '../../../src/survey/survey-deployment.js';
import { load } from '../../scenario/temporary-scenario.js';

/** Surveys a deployment in a short time. */
export async function survey(url: string, given: Partial<SurveyOptions> = {}, password: string | null = null) {
  const { signal } = new AbortController();
  const options = { windowMs: 2000, sampleKeys: 400, signal, progress: () => {}, ...given };
  const found = await surveyDeployment(url, { password, addressMap: {} }, options);
  const place = { schema: 'scenario.schema.json', date: '2026-01-31' };
  // Every survey gives a scenario that can be run.
  await load(scenarioText('mine', found, place));
  return found;
}
