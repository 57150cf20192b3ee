/* Sets the chosen theme before the first paint; a file of its own, for the page allows no inline script. */
try {
  const theme = localStorage.getItem("parley:theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  /* Storage is closed to this page: the system's theme holds. */
}
