const methods = ['info', 'warn', 'error'] as const;

/** Keeps the handlers' logs out of a command's output. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const real = methods.map((method) => console[method]);
  for (const method of methods) console[method] = () => {};
  try {
    return await work();
  } finally {
    for (const [index, method] of methods.entries()) Object.assign(console, { [method]: real[index] });
  }
}
