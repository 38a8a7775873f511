/** The code of the warning that the load was not carried before anything was broken, which leaves a run without a verdict. */
export const loadNotCarried = 'load-not-carried';
