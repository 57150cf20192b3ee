/** Light, dark, or as the system says. */

import { useCell } from "../../store/cell.ts";
import { CHOICES, setTheme, theme } from "../../store/theme.ts";
import { words } from "./words.ts";

export function Appearance() {
  const chosen = useCell(theme);
  return (
    <fieldset className="panel choices">
      <legend>{words.appearance}</legend>
      {CHOICES.map((choice) => (
        <label key={choice}>
          <input type="radio" name="theme" checked={choice === chosen} onChange={() => setTheme(choice)} />
          {words.theme(choice)}
        </label>
      ))}
    </fieldset>
  );
}
