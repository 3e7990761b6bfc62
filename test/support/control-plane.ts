import { awsError } from '#testing/world/wire';

/** Lambda's control plane, as far as a hard stop uses it: functions and their reserved concurrency. */
export class ControlPlane {
  readonly reserved = new Map<string, number>();
  readonly functions: string[];
  /** Functions that refuse to be changed. */
  readonly refuses = new Set<string>();
  /** Nobody may read what is reserved. */
  refusesReads = false;

  constructor(functions: readonly string[]) {
    this.functions = [...functions];
  }

  readonly commands = {
    // Two pages, so that both are read.
    ListFunctions: ({ Marker }: { Marker?: string }) => ({
      Functions: this.functions
        .filter((_, index) => (Marker ? index > 0 : index === 0))
        .map((FunctionName) => ({ FunctionName, Timeout: 60 })),
      ...(Marker ? {} : { NextMarker: 'more' }),
    }),
    GetFunctionConcurrency: ({ FunctionName }: { FunctionName: string }) => {
      if (this.refusesReads) throw awsError('AccessDeniedException', 'not authorized');
      const count = this.reserved.get(FunctionName);
      return count === undefined ? {} : { ReservedConcurrentExecutions: count };
    },
    PutFunctionConcurrency: (input: { FunctionName: string; ReservedConcurrentExecutions: number }) => {
      this.#refuse(input.FunctionName);
      this.reserved.set(input.FunctionName, input.ReservedConcurrentExecutions);
      return {};
    },
    DeleteFunctionConcurrency: ({ FunctionName }: { FunctionName: string }) => {
      this.#refuse(FunctionName);
      this.reserved.delete(FunctionName);
      return {};
    },
  };

  #refuse(name: string): void {
    if (!this.refuses.has(name)) return;
    throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException', $metadata: {} });
  }
}
