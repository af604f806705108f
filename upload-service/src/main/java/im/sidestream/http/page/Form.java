package im.sidestream.http.page;

/**
 * Where a page's form goes, and what proves that it comes from this page.
 *
 * @param action relative to the page, so that it holds behind any proxy
 * @param token against requests that another site makes in somebody's name
 */
public record Form(String action, String token) {}
