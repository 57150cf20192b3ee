/** The keys that work here. */

import { closeDialog } from "../../store/dialogs.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { KEYMAP } from "./keymap.ts";

export function ShortcutSheet() {
  return (
    <Dialog title="Keyboard shortcuts" onClose={closeDialog} className="dialog wide">
      <div className="shortcuts">
        {KEYMAP.map(({ where, shortcuts }) => (
          <section key={where}>
            <h3>{where}</h3>
            <dl>
              {shortcuts.map(({ keys, does }) => (
                <div key={does + keys.join()}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
