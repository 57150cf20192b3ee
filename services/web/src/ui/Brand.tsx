/** The Parley mark with its name. */

export function Brand() {
  return (
    <span className="brand">
      <svg viewBox="0 0 28 28" aria-hidden="true">
        <path d="M13 3.5v16.5H9.8A8.25 8.25 0 0 1 9.8 3.5z" fill="var(--accent)" />
        <path d="M15 8v16.5h3.2a8.25 8.25 0 0 0 0-16.5z" fill="var(--new-mark)" />
      </svg>
      Parley
    </span>
  );
}
