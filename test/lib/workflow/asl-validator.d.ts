declare module 'asl-validator' {
  /** Checks a state machine's definition against the Amazon States Language. It writes into what it is given. */
  export default function validate(definition: object): {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
    readonly errorsText: () => string;
  };
}
