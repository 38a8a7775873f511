import { EnvironmentError } from '../errors/errors.js';

/** The load of an agent that is lost. In the measured part, it does not end the command: the run is reported, without a verdict. */
export class LostAgentError extends EnvironmentError {}
