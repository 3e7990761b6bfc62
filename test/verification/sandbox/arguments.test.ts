import { readArguments, UsageError } from '#verification/sandbox/arguments';

const known = ['first', 'second', 'third'];

describe('the command line of the sandbox', () => {
  it('plays every scenario if none is named', () => {
    expect(readArguments([], known)).toEqual({ scenarios: known, keep: false, json: false });
  });

  it('plays the named scenarios in the order of the register', () => {
    const { scenarios } = readArguments(['--scenario', 'third', '--scenario=first'], known);
    expect(scenarios).toEqual(['first', 'third']);
  });

  it.each([
    [['--scenario', 'fourth'], 'There is no scenario "fourth"; there are first, second, third.'],
    [['--keeep'], "Unknown option '--keeep'. Did you mean --keep? Usage: sandbox [options]"],
    [['first'], 'Too many arguments. Expected 0 arguments but got 1: first. Usage: sandbox [options]'],
  ])('says in one sentence what is wrong with %j', (args, sentence) => {
    expect(() => readArguments(args, known)).toThrow(new UsageError(sentence));
  });
});
