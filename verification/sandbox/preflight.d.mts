/** Something that the sandbox needs and the machine lacks. */
export interface Missing {
  /** One sentence. */
  readonly what: string;
  /** The command that installs it. */
  readonly install: string;
}

/** Checks the machine; takes less than a second. `python` is the command that creates the virtual environment. */
export function preflight(): Promise<{
  readonly python: string | undefined;
  readonly missing: readonly Missing[];
}>;

/** The list in readable form. */
export function describeMissing(missing: readonly Missing[]): string;
