#include "runtime/backends/backend.h"

#include "runtime/backends/markdown_line.h"

/* Every container (list item, block quote) puts its prefix before the lines in it; only the first
 * line of an item shows the marker. */
struct writer {
    struct buffer out;
    struct buffer prefix;  /* of the lines inside the open containers */
    struct buffer opening; /* what the next line shows instead */
    bool pending;          /* a marker in `opening` has not been written yet */
    bool fresh;            /* at the start of a container: no blank line before the next block */
    char last_list;        /* the marker of the list that has just ended, or NUL */
    unsigned hashes;       /* of the last heading */
    struct markdown_line line;
    struct text mark; /* for doubtful figures; empty when no draft */
};

/* Lines and blocks. */

static void trim_blanks(struct buffer *out)
{
    while (out->size && (out->data[out->size - 1] == ' ' || out->data[out->size - 1] == '\t'))
        out->size--;
}

static void end_line(struct writer *w)
{
    trim_blanks(&w->out);
    buffer_byte(&w->out, '\n');
    w->last_list = '\0';
}

static void reset_opening(struct writer *w)
{
    w->opening.size = 0;
    buffer_add(&w->opening, buffer_text(&w->prefix));
    w->pending = false;
}

static void start_line(struct writer *w)
{
    buffer_add(&w->out, buffer_text(&w->opening));
    reset_opening(w);
}

/* A blank line, unless nothing stands before in the container. */
static void separate(struct writer *w)
{
    if (!w->fresh) {
        buffer_add(&w->out, buffer_text(&w->prefix));
        end_line(w);
    }
    w->fresh = true;
}

static void start_block(struct writer *w)
{
    separate(w);
    w->fresh = false;
    start_line(w);
}

static size_t open_container(struct writer *w, struct text marker, struct text inside)
{
    size_t outer = w->prefix.size;
    buffer_add(&w->opening, marker);
    buffer_add(&w->prefix, inside);
    w->pending = w->fresh = true;
    return outer;
}

static void close_container(struct writer *w, size_t outer)
{
    if (w->pending) { /* nothing was in it */
        start_line(w);
        end_line(w);
    }
    w->prefix.size = outer;
    reset_opening(w);
    w->fresh = false;
}

static struct markdown_line *new_line(struct writer *w)
{
    markdown_line_clear(&w->line);
    return &w->line;
}

static void write_paragraph(struct writer *w)
{
    if (!markdown_line_trim(&w->line))
        return;
    start_block(w);
    markdown_line_write(&w->line, PLACE_PARAGRAPH, &w->out);
    end_line(w);
}

static void write_heading(struct writer *w, unsigned hashes)
{
    enum { MOST = 6 };
    if (!markdown_line_trim(&w->line))
        return;
    start_block(w);
    buffer_repeat(&w->out, TEXT("#"), hashes < MOST ? hashes : MOST);
    buffer_byte(&w->out, ' ');
    markdown_line_write(&w->line, PLACE_HEADING, &w->out);
    end_line(w);
}

/* Prose. */

static void write_blocks(struct writer *w, const struct prose_node *first, bool tight);

static size_t longest_run(struct text text, char byte)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.data[i] == byte ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static struct text code_text(struct writer *w, const struct prose_node *code)
{
    struct buffer out = buffer_in(w->out.arena);
    for (const struct prose_node *node = code->first; node; node = node->next) {
        buffer_add(&out, node->figure ? node->figure->shown : node->text);
        if (node->figure && node->figure->doubtful)
            buffer_add(&out, w->mark);
    }
    return buffer_text(&out);
}

static void write_code_lines(struct writer *w, struct text code)
{
    start_line(w);
    for (size_t i = 0; i < code.size; i++) {
        if (code.data[i] != '\n') {
            buffer_byte(&w->out, code.data[i]);
            continue;
        }
        end_line(w);
        start_line(w);
    }
    end_line(w);
}

static void write_code_block(struct writer *w, const struct prose_node *node)
{
    enum { LEAST = 3 };
    struct text code = code_text(w, node);
    size_t run = longest_run(code, '`'), fence = run < LEAST ? LEAST : run + 1;
    start_block(w);
    buffer_repeat(&w->out, TEXT("`"), fence);
    end_line(w);
    if (code.size)
        write_code_lines(w, code);
    start_line(w);
    buffer_repeat(&w->out, TEXT("`"), fence);
    end_line(w);
}

/* Not dashes, which would make a heading of a paragraph right above. */
static void write_rule(struct writer *w)
{
    start_block(w);
    buffer_literal(&w->out, "***");
    end_line(w);
}

static void write_quote(struct writer *w, const struct prose_node *quote)
{
    separate(w);
    size_t outer = open_container(w, TEXT("> "), TEXT("> "));
    write_blocks(w, quote->first, false);
    close_container(w, outer);
}

static void write_item(struct writer *w, const struct prose_node *item, struct text marker,
                       bool tight)
{
    struct buffer inside = buffer_in(w->out.arena);
    buffer_repeat(&inside, TEXT(" "), marker.size);
    size_t outer = open_container(w, marker, buffer_text(&inside));
    write_blocks(w, item->first, tight);
    close_container(w, outer);
}

static bool opens_with(const struct writer *w, char sign)
{
    return w->pending && w->opening.data[w->opening.size - 2] == sign;
}

/* Two lists in a row need different markers, else they are one; so do lists that start on one line,
 * since `- - -` is a thematic break. */
static char list_marker(const struct writer *w, bool numbered)
{
    char usual = numbered ? '.' : '-', other = numbered ? ')' : '+';
    return w->last_list == usual || opens_with(w, usual) ? other : usual;
}

static struct text item_marker(struct writer *w, const struct prose_node *list, char sign, size_t i)
{
    enum { MOST = 999999999 }; /* more digits make no item; all but the first are not looked at */
    size_t number = list->start + i < MOST ? list->start + i : MOST;
    return list->kind == PROSE_NUMBERED ? text_format(w->out.arena, "%zu%c ", number, sign)
                                        : text_format(w->out.arena, "%c ", sign);
}

static void write_list(struct writer *w, const struct prose_node *list)
{
    size_t i = 0;
    char sign = list_marker(w, list->kind == PROSE_NUMBERED);
    for (const struct prose_node *item = list->first; item; item = item->next, i++) {
        w->fresh |= i && list->tight;
        separate(w);
        write_item(w, item, item_marker(w, list, sign, i), list->tight);
    }
    w->last_list = sign;
}

static void write_prose_paragraph(struct writer *w, const struct prose_node *paragraph)
{
    markdown_line_inlines(new_line(w), paragraph->first, w->mark);
    write_paragraph(w);
}

/* Headings of prose stand below the one of the section. */
static void write_prose_heading(struct writer *w, const struct prose_node *heading)
{
    markdown_line_inlines(new_line(w), heading->first, w->mark);
    write_heading(w, w->hashes + heading->level);
}

static void write_block(struct writer *w, const struct prose_node *node)
{
    switch (node->kind) {
    case PROSE_HEADING: write_prose_heading(w, node); break;
    case PROSE_BULLETS: write_list(w, node); break;
    case PROSE_NUMBERED: write_list(w, node); break;
    case PROSE_QUOTE: write_quote(w, node); break;
    case PROSE_CODE_BLOCK: write_code_block(w, node); break;
    case PROSE_RULE: write_rule(w); break;
    default: write_prose_paragraph(w, node);
    }
}

static struct text own_text(const struct prose_node *node)
{
    if (node->figure)
        return node->figure->shown;
    return node->kind == PROSE_TEXT ? node->text : TEXT("");
}

static bool has_text(const struct prose_node *node)
{
    if (text_trim(own_text(node)).size)
        return true;
    for (const struct prose_node *child = node->first; child; child = child->next)
        if (has_text(child))
            return true;
    return false;
}

/* Lists that start at another number than 1 or with an empty item need a blank line before. */
static bool interrupts(const struct prose_node *node)
{
    bool numbered = node->kind == PROSE_NUMBERED, list = numbered || node->kind == PROSE_BULLETS;
    return node->kind != PROSE_PARAGRAPH &&
           (!list || (has_text(node->first) && (!numbered || node->start == 1)));
}

/* Whether `node` may follow `before` without a blank line. Lists and quotes would take in more. */
static bool may_touch(const struct prose_node *before, const struct prose_node *node)
{
    switch (before->kind) {
    case PROSE_PARAGRAPH: return interrupts(node);
    case PROSE_HEADING:
    case PROSE_CODE_BLOCK:
    case PROSE_RULE: return true;
    default: return false;
    }
}

static bool writes_block(struct writer *w, const struct prose_node *node)
{
    size_t before = w->out.size;
    write_block(w, node);
    return before < w->out.size;
}

static void write_blocks(struct writer *w, const struct prose_node *first, bool tight)
{
    const struct prose_node *before = NULL;
    for (const struct prose_node *node = first; node; node = node->next) {
        bool fresh = w->fresh;
        w->fresh |= tight && before && may_touch(before, node);
        if (writes_block(w, node))
            before = node;
        else /* it showed nothing */
            w->fresh = fresh;
    }
}

/* Tables. */

enum content { CONTENT_NONE, CONTENT_NUMBERS, CONTENT_TEXTS };

static enum content *column_contents(struct arena *arena, const struct table *table)
{
    enum content *contents = ARENA_ARRAY(arena, enum content, table->columns);
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct cell *cell = &table->cells[i];
        enum content *content = &contents[cell->column];
        if (cell->role != ROLE_DATA && cell->role != ROLE_TOTAL)
            continue;
        if (cell->filling == FILLING_TEXT)
            *content = CONTENT_TEXTS;
        else if (cell->filling == FILLING_NUMBER && *content == CONTENT_NONE)
            *content = CONTENT_NUMBERS;
    }
    return contents;
}

static void write_delimiters(struct writer *w, const struct table *table)
{
    enum content *contents = column_contents(w->out.arena, table);
    start_line(w);
    for (unsigned column = 0; column < table->columns; column++)
        buffer_add(&w->out, contents[column] == CONTENT_NUMBERS ? TEXT("| ---: ") : TEXT("| --- "));
    buffer_byte(&w->out, '|');
    end_line(w);
}

static void write_cell(struct writer *w, const struct cell *cell)
{
    struct markdown_line *line = new_line(w);
    markdown_line_text(line, cell->shown);
    if (cell->doubtful)
        markdown_line_text(line, w->mark);
    if (!markdown_line_trim(line))
        return;
    buffer_byte(&w->out, ' ');
    markdown_line_write(line, PLACE_CELL, &w->out);
}

/* Covered places stay empty, since pipe tables know no spans. */
static void write_row(struct writer *w, const struct table *table, unsigned row, size_t *next)
{
    start_line(w);
    buffer_byte(&w->out, '|');
    for (unsigned column = 0; column < table->columns; column++) {
        const struct cell *cell = table_cell(table, row, column, next);
        if (cell)
            write_cell(w, cell);
        buffer_literal(&w->out, " |");
    }
    end_line(w);
}

static void write_empty_row(struct writer *w, const struct table *table)
{
    start_line(w);
    buffer_byte(&w->out, '|');
    buffer_repeat(&w->out, TEXT(" |"), table->columns);
    end_line(w);
}

static void write_caption(struct writer *w, struct text caption)
{
    struct markdown_line *line = new_line(w);
    size_t strong = markdown_line_open(line, GLYPH_STRONG);
    markdown_line_text(line, text_trim(caption));
    markdown_line_close(line, strong);
    write_paragraph(w);
}

static void write_table(struct writer *w, const struct table *table)
{
    size_t next = 0;
    write_caption(w, table->caption);
    if (!table->rows || !table->columns)
        return;
    separate(w);
    w->fresh = false;
    if (!table->header_rows)
        write_empty_row(w, table);
    for (unsigned row = 0; row < table->rows; row++) {
        if (row == (table->header_rows ? 1 : 0))
            write_delimiters(w, table);
        write_row(w, table, row, &next);
    }
    if (table->rows == 1 && table->header_rows)
        write_delimiters(w, table);
}

/* The document's blocks. */

/* Chinese numbers carry their own separation. */
static void add_number(struct markdown_line *line, struct text number)
{
    markdown_line_text(line, number);
    if (number.size && (unsigned char)number.data[number.size - 1] < 0x80)
        markdown_line_text(line, TEXT(" "));
}

static void write_section(struct writer *w, const struct block *block)
{
    add_number(new_line(w), block->number);
    markdown_line_text(&w->line, block->text);
    w->hashes = block->level + 1;
    write_heading(w, w->hashes);
}

static void write_clause(struct writer *w, const struct block *block)
{
    const struct prose_node *node = block->prose ? block->prose->root->first : NULL;
    add_number(new_line(w), block->number);
    markdown_line_text(&w->line, block->text);
    if (node && node->kind == PROSE_PARAGRAPH) {
        markdown_line_inlines(&w->line, node->first, w->mark);
        node = node->next;
    }
    write_paragraph(w);
    write_blocks(w, node, false);
}

static void write_annex_item(struct writer *w, struct text text, char sign)
{
    separate(w);
    size_t outer = open_container(w, text_format(w->out.arena, "%c ", sign), TEXT("  "));
    markdown_line_text(new_line(w), text);
    write_paragraph(w);
    close_container(w, outer);
    w->fresh = true;
}

static struct text take_line(struct text *rest)
{
    size_t size = 0;
    while (size < rest->size && rest->data[size] != '\n')
        size++;
    struct text line = {rest->data, size};
    *rest = text_skip(*rest, size < rest->size ? size + 1 : size);
    return line;
}

static void write_annex_list(struct writer *w, const struct block *block)
{
    struct text rest = block->text, line = take_line(&rest);
    markdown_line_text(new_line(w), block->number);
    if (!rest.size)
        markdown_line_text(&w->line, line);
    write_paragraph(w);
    if (!rest.size)
        return;
    char sign = list_marker(w, false);
    write_annex_item(w, line, sign);
    while (rest.size)
        write_annex_item(w, take_line(&rest), sign);
    w->fresh = false;
    w->last_list = sign;
}

static void write_annex(struct writer *w, const struct block *block)
{
    markdown_line_text(new_line(w), block->number);
    markdown_line_text(&w->line, TEXT(" "));
    markdown_line_text(&w->line, block->text);
    w->hashes = 2;
    write_heading(w, w->hashes);
}

static void write_document_block(struct writer *w, const struct block *block)
{
    switch (block->kind) {
    case BLOCK_HEADING: write_section(w, block); break;
    case BLOCK_CLAUSE: write_clause(w, block); break;
    case BLOCK_PROSE: write_blocks(w, block->prose->root->first, false); break;
    case BLOCK_TABLE: write_table(w, block->table); break;
    case BLOCK_ANNEX_LIST: write_annex_list(w, block); break;
    case BLOCK_ANNEX: write_annex(w, block); break;
    }
}

static void write_notice(struct writer *w, struct text notice)
{
    size_t outer = open_container(w, TEXT("> "), TEXT("> "));
    markdown_line_text(new_line(w), notice);
    write_paragraph(w);
    close_container(w, outer);
}

static void write_title(struct writer *w, struct text title)
{
    markdown_line_text(new_line(w), title);
    w->hashes = 1;
    write_heading(w, w->hashes);
}

static void render(const struct document *document, struct outputs *outputs)
{
    struct arena *arena = outputs->arena;
    struct writer w = {
        .out = buffer_in(arena),
        .prefix = buffer_in(arena),
        .opening = buffer_in(arena),
        .line = {.arena = arena},
        .fresh = true,
    };
    if (document->draft) {
        w.mark = draft_words(document)->mark;
        write_notice(&w, draft_words(document)->notice);
    }
    write_title(&w, document->title);
    for (const struct block *block = document->blocks; block; block = block->next)
        write_document_block(&w, block);
    outputs_add(outputs, outputs_name(outputs, TEXT(""), ".md"), buffer_text(&w.out));
}

const struct backend backend_markdown = {"md", "Markdown 文档", "a Markdown document", render};
