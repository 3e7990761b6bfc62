/**
 * A version of feature flags.
 * https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-flags.html
 */
interface Flags {
  readonly values?: Readonly<Record<string, { readonly enabled?: boolean; readonly _variants?: unknown }>>;
}

/** The state of a flag in a version. A flag with variants is on or off in each of them. */
export function isOn(content: string, flag: string): 'on' | 'off' | 'variants' | 'missing' {
  const { values = {} } = JSON.parse(content) as Flags;
  const its = Object.hasOwn(values, flag) ? values[flag] : undefined;
  if (!its) return 'missing';
  if (its._variants !== undefined) return 'variants';
  return its.enabled === true ? 'on' : 'off';
}

/** The same version with one flag on or off, and nothing else changed. */
export function withFlag(content: string, flag: string, enabled: boolean): string {
  const flags = JSON.parse(content) as Flags;
  return JSON.stringify({
    ...flags,
    values: { ...flags.values, [flag]: { ...flags.values?.[flag], enabled } },
  });
}
