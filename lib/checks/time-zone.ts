/** Whether a name is one of the IANA time zone database, including those that were renamed: Europe/Kyiv and Europe/Kiev. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
