// The dictionary of the page.
import { createContext, useContext } from "react";

export const Phrases = createContext({});

export function usePhrases() {
  const phrases = useContext(Phrases);
  return (key) => phrases[key] || key;
}
