/** All numbers added up; 0 without any. */
export function sum(numbers: readonly number[] | Int32Array): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
