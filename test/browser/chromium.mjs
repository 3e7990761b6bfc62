import { existsSync } from 'node:fs';

/** Debian's Chromium, or wherever CHROMIUM says that one is. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** What to do when it is not there; undefined when it is. */
export const missingChromium = existsSync(chromiumPath)
  ? undefined
  : `Nothing was checked in a browser: there is no ${chromiumPath}. Install it (apt-get install chromium), or set CHROMIUM to where it is.`;

if (import.meta.main && missingChromium) {
  console.error(missingChromium);
  process.exit(2);
}
