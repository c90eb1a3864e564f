// Sets the theme before the first paint, so that a dark desk never flashes white.
(function () {
  var wish = 'system';
  try {
    wish = localStorage.getItem('mojo.theme') || 'system';
  } catch {
    // Without storage the system decides.
  }
  var dark =
    wish === 'dark' || (wish === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
