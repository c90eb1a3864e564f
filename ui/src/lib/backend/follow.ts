import { isCommandError } from '$lib/errors';

/** Asks the shell by the name of a command. */
export type Ask = (name: string, args: Record<string, unknown>) => Promise<unknown>;

/**
 * Asks on, and has the page begin anew when it turns out to be one of the tenant before: it was loaded just before the
 * window changed over, so nobody told it. The page that asked for the change begins anew by itself, when it is done.
 */
export function followChange(ask: Ask, begin: () => void): Ask {
  let isOver = false;
  return async (name, args) => {
    const isChange = name === 'switch_profile';
    const was = isOver;
    isOver ||= isChange;
    try {
      return await ask(name, args);
    } catch (error) {
      // A change that was refused has changed nothing.
      if (isChange) isOver = was;
      else if (!isOver && isCommandError(error) && error.code === 'profile_changes') {
        isOver = true;
        begin();
      }
      throw error;
    }
  };
}
