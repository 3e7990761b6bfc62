/** Shared by actions on a function's reserved concurrency: data only. */

export interface OfFunction {
  readonly function: string;
}

/** Target and calls of an action on reserved concurrency; the calls are those of `lambda-concurrency.ts` in this folder. */
export const reservesConcurrency = {
  service: 'lambda',
  target: (its: OfFunction) => `function:${its.function}`,
  reads: [
    'GetFunctionConcurrency',
    {
      call: 'GetAccountSettings',
      on: '*',
      because: 'It is about the account and has no resource types; read only.',
    },
  ],
  changes: ['PutFunctionConcurrency', 'DeleteFunctionConcurrency'],
};

/** Why a function's concurrency is not reserved. */
export const concurrencyReasons = {
  'no-such-function': (its: OfFunction) => `there is no function ${its.function} in this account and region`,
  'too-little-left': (its: OfFunction & { left: number; least: number }) =>
    `reserving that for ${its.function} would leave ${its.left} concurrent executions to all other functions, fewer than the ${its.least} that Lambda keeps for them`,
};
