/** Something that the sandbox needs and the machine lacks. */
export interface Missing {
  /** One sentence. */
  readonly what: string;
  /** The command that installs it. */
  readonly install: string;
}

/** Looks at the machine; takes less than a second. `python` is the command to create the virtual environment with. */
export function preflight(): Promise<{
  readonly python: string | undefined;
  readonly missing: readonly Missing[];
}>;

/** The list as a person reads it. */
export function describeMissing(missing: readonly Missing[]): string;
