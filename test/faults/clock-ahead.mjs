// Loaded before a server: its wall clock is an hour ahead. The monotonic clock runs as it does everywhere.
const AHEAD_MS = 3_600_000
const RealDate = Date
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + AHEAD_MS)
    else super(...args)
  }
  static now() {
    return RealDate.now() + AHEAD_MS
  }
}
