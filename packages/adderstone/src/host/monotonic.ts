/** Seconds of the system's monotonic clock. */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}
