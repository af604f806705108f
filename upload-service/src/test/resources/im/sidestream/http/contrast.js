const parts = colour => colour.match(/[\d.]+/g).map(Number);
const channel = value => value / 255 <= 0.04045 ? value / 255 / 12.92 : Math.pow((value / 255 + 0.055) / 1.055, 2.4);
const luminance = colour => {
  const [red, green, blue] = parts(colour).map(channel);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const behind = element => {
  const colour = getComputedStyle(element).backgroundColor;
  const clear = parts(colour).length === 4 && parts(colour)[3] === 0;
  return clear && element.parentElement ? behind(element.parentElement) : colour;
};
const hasText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
const faint = () => {
  const found = [];
  for (const element of document.querySelectorAll('main, main *')) {
    const style = getComputedStyle(element);
    const outside = element.parentElement ? behind(element.parentElement) : behind(element);
    if (hasText(element) && contrast(style.color, behind(element)) < 4.5) found.push(element.outerHTML);
    if (element.matches('button, .button') && contrast(style.borderColor, outside) < 3) found.push('edge ' + element.outerHTML);
    if (element.matches(':focus-visible') && contrast(style.outlineColor, outside) < 3) found.push('focus ' + element.outerHTML);
  }
  return found.join();
};
