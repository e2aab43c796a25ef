package io.millrace.columns;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Formats of every kind, each with the pieces that its rows are made of: random rows of these are right often enough. */
enum Formats {
    STATSD(
            Format.statsd(),
            "name:1|c\n",
            "app.web:12.5|ms|@0.1|#env:prod,host:a\n",
            "x:-3|g|#\n",
            "y:1e3|h|@|x9\n",
            "a:99999999999999999999|d\r\n",
            "b:1|unheard\n",
            "|",
            ":",
            "@0.5",
            "#t",
            "\n"),
    INFLUX(
            Format.influx(
                    List.of(Field.slice("host"), Field.slice("region with a long name")),
                    List.of(
                            Field.decimal("usage").required(),
                            Field.integer("count"),
                            Field.slice("text"),
                            Field.verb("up", "t", "f", "true", "false"))),
            "cpu,host=a,region\\ with\\ a\\ long\\ name=b usage=1.5,count=3i 1700000000000000000\n",
            "cpu usage=99.47916666666667,text=\"say \\\"hi\\\", all\"\n",
            "me\\,m,host=a\\=b usage=-0,up=true 1\n",
            "# a comment, with = and \"\n",
            "cpu,host=a,host=b usage=1\n",
            "cpu usage=1,count=3\n",
            "cpu usage=1,text=\"open\n",
            "host=",
            ",",
            " ",
            "\"",
            "\\",
            "\n"),
    CSV(
            Format.csv(
                    ',',
                    Field.slice("name"),
                    Field.integer("count").or(77),
                    Field.isoTime("when").optional(),
                    Field.decimal("price").or(0)),
            "abc,1,2026-11-23T07:44:46.123456789Z,1.5\r\n",
            "\"a \"\"quoted\"\" one\",\"2\",1969-12-31T23:59:59.5+01:00,\n",
            ",,,\n",
            "two\nlines\",1,,2\n",
            "\"two\nlines\",1,,2\n",
            "a,b,c,d\n",
            "a,1,2026-02-29T00:00:00Z,0\n",
            "a,1,2024-02-29T24:00:00Z,0\n",
            "\"",
            ",",
            "\r",
            "\n",
            "x\"y"),
    KEY_VALUE(
            Format.keyValue(
                    Field.verb("level", "debug", "info", "warn", "error"),
                    Field.slice("msg").required(),
                    Field.time("at", TimeUnit.MILLISECONDS),
                    Field.integer("ms").or(-1)),
            "level=info msg=\"not found\" ms=3 at=1700000000123\n",
            "msg=a  level=warn other=x=y\n",
            "msg=\"\" ms=-9223372036854775808\n",
            "msg=b at=9223372036854775807\n",
            "bare msg=c\n",
            "level=none msg=d\n",
            "msg",
            "=",
            " ",
            "\"",
            "\\\"",
            "\n"),
    OPTIONAL_PARTS(
            Format.rows(';')
                    .first(Field.integer("a").endingWith('u').optional())
                    .maybe(',', Field.slice("b"))
                    .maybe(
                            '/',
                            Section.marked('.', Field.integer("c"), Field.slice("d"))
                                    .strict())
                    .then('=', Field.verb("e", "one", "two", "a word of seventeen", "a word of seventeem"))
                    .maybe('?', Field.slice("f").quoted())
                    .quote('\'')
                    .rowBytesMax(40)
                    .itemsMax(3)
                    .faultsMax(5),
            "1u=one;",
            "2u,x/c12.dz=two?'q;q';",
            "/c1.c2=one;",
            "/c1.dx.d=one;",
            "=a word of seventeen?f;",
            "=a word of seventeem?'open;",
            "3,x=one;",
            "4u/x9=two;",
            "=",
            ".",
            "/",
            "'",
            ";");

    private final Format format;
    private final String[] pieces;

    Formats(Format format, String... pieces) {
        this.format = format;
        this.pieces = pieces;
    }

    Format format() {
        return format;
    }

    /** So many pieces of rows, some of them with a byte that is another one. */
    String rows(Random random, int count) {
        StringBuilder rows = new StringBuilder();
        int whole = 1 + random.nextInt(pieces.length);
        for (int i = 0; i < count; i++) {
            StringBuilder piece = new StringBuilder(pieces[random.nextInt(whole)]);
            if (random.nextInt(8) == 0) {
                piece.setCharAt(random.nextInt(piece.length()), "0.e-+ux,=\"\\\n\u00ff\0".charAt(random.nextInt(14)));
            }
            rows.append(piece);
        }
        return rows.toString();
    }
}
