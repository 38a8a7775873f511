/** The maximum number of open files and sockets for processes we start: the hard limit. Infinity if the system reports none. */
export function mostOpenFiles(): number {
  const { userLimits } = process.report.getReport() as { readonly userLimits?: { readonly open_files?: Limit } };
  const hard = Number(userLimits?.open_files?.hard);
  return Number.isFinite(hard) && hard > 0 ? hard : Number.POSITIVE_INFINITY;
}

interface Limit {
  readonly hard: number | string;
}
