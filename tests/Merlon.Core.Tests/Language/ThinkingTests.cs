using Merlon.Detection;

namespace Merlon.Language;

public class ThinkingTests
{
    [Theory]
    [InlineData("plain", "", "plain")]
    [InlineData("<think>a</think>b", "a", "b")]
    [InlineData(" \n<THINK >\na\n</Think>\n\nb\n", "a", "b")]
    [InlineData("<thinking effort=\"high\">a</thinking>b", "a", "b")]
    [InlineData("<thought>a</thought><reasoning>b</reasoning><reflection>c</reflection>d", "a\nb\nc", "d")]
    [InlineData("<think>a</think>one <think>b</think>two", "a\nb", "one two")]
    [InlineData("<think/>b", "", "b")]
    [InlineData("<think>a<think>b</think>c</think>d", "a<think>b</think>c", "d")]
    [InlineData("[THINK]a[/THINK]b", "a", "b")]
    [InlineData("◁think▷a◁/think▷b", "a", "b")]
    [InlineData("<|begin_of_thought|>a<|end_of_thought|>b", "a", "b")]
    [InlineData("<|think|>a<|/think|>b", "a", "b")]
    [InlineData("&lt;think&gt;a&lt;/Think&GT;b", "a", "b")]
    public void Tags_tell_thinking_from_the_answer(string text, string thought, string answer) =>
        AssertSplit(text, thought, answer);

    [Theory]
    [InlineData("a</think>b", "a", "b")]
    [InlineData("a</think>b</think>c", "a", "b</think>c")]
    [InlineData("<think>a", "a", "")]
    [InlineData("<think>use <think> tags</think>b", "use <think> tags</think>", "b")]
    [InlineData("<thinking>a</think>b", "a", "b")]
    [InlineData("a<think>b", "b", "a")]
    [InlineData("a<think>b\nc", "b\nc", "a")]
    [InlineData("a\n<think>b", "b", "a")]
    [InlineData("a\n <think> b", "b", "a")]
    [InlineData("a <think>b", "b", "a")]
    [InlineData("a <think>\nb", "b", "a")]
    [InlineData("a<|think|>b", "b", "a")]
    [InlineData("a&lt;think&gt;b", "b", "a")]
    [InlineData("a\n<think>b</think> c <think>d", "b\nd", "a\n c")]
    [InlineData("a<think>b<think>c</think>d", "b<think>c</think>", "ad")]
    public void Tags_that_are_missing_are_made_up_for(string text, string thought, string answer) =>
        AssertSplit(text, thought, answer);

    [Theory]
    [InlineData("see <think> there", "", "see <think> there")]
    [InlineData("see <|think|>, or &lt;think&gt; there", "", "see <|think|>, or &lt;think&gt; there")]
    [InlineData("a & b &lt; &amp; <|thin|> &lt;b&gt;", "", "a & b &lt; &amp; <|thin|> &lt;b&gt;")]
    [InlineData("see `<think>` and \"</think>\"", "", "see `<think>` and \"</think>\"")]
    [InlineData("x\n```\n<think>a</think>\n```\ny", "", "x\n```\n<think>a</think>\n```\ny")]
    [InlineData("x\n ~~~html\n</think>", "", "x\n ~~~html\n</think>")]
    [InlineData("x\n```\ny\n```\n<think>a</think>z", "a", "x\n```\ny\n```\nz")]
    [InlineData("x\n```\n~~~\n<think>a</think>", "", "x\n```\n~~~\n<think>a</think>")]
    [InlineData("x\n``~\n<think>a</think>y", "a", "x\n``~\ny")]
    [InlineData("x\n-```\n<think>a</think>y", "a", "x\n-```\ny")]
    [InlineData("<thinker>a</thinker>", "", "<thinker>a</thinker>")]
    [InlineData("1 < 2 [THIS] <|x|> <th<think>a</think>b", "a", "1 < 2 [THIS] <|x|> <thb")]
    [InlineData("<", "", "<")]
    [InlineData("<think", "", "<think")]
    public void What_only_looks_like_thinking_is_answer(string text, string thought, string answer) =>
        AssertSplit(text, thought, answer);

    [Theory]
    [InlineData(
        "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>", "a", "b")]
    [InlineData("<|start|>assistant<|channel|>analysis<|message|>a", "a", "")]
    [InlineData("<|start|>assistant<|message|>b<|end|>", "", "b")]
    [InlineData(
        "<|channel|>commentary to=f <|constrain|>json<|message|>{}<|call|><|channel|>final<|message|>b", "{}", "b")]
    [InlineData("b <|channel|>analysis<|message|>c", "", "b <|channel|>analysis<|message|>c")]
    [InlineData("<|channel|>anal", "anal", "")]
    public void Channels_do_so_too(string text, string thought, string answer) => AssertSplit(text, thought, answer);

    [Fact]
    public void Where_thinking_came_apart_a_closing_tag_is_text()
    {
        var thinking = new Thinking();
        thinking.AddThought("a");
        thinking.Add("b</think>c");
        thinking.End();
        Assert.Equal(("a", "b</think>c"), (thinking.Thought, thinking.Answer));
    }

    [Fact]
    public void However_the_text_is_cut_the_outcome_is_the_same()
    {
        string[] pieces =
        [
            "<think>", "</think>", "<Thinking a=1>", "</thinking>", "<think/>", "[THINK]", "[/THINK]", "<|channel|>",
            "analysis", "final", "<|message|>", "<|start|>", "assistant", "<|end|>", "`", "\"", "\n", "```", "~~~", "a",
            " ", "<", "<|", "</", "<|think|>", "<|/think|>", "&lt;think&gt;", "&lt;/think&gt;", "&lt;", "&", "b c",
            "◁think▷", "é😀",
        ];
        var draws = new UniformDraws(7);
        var thoughts = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 12).Select(_ => pieces[draws.Below(pieces.Length)]));
            var whole = Thinking.Of(text);
            if (whole.Thought.Length > 0 && whole.Answer.Length > 0) thoughts++;

            var cut = new Thinking();
            var told = "";
            for (var from = 0; from < text.Length;)
            {
                var length = (int)Math.Min(1 + draws.Below(9), text.Length - from);
                cut.Add(text.AsSpan(from, length));
                from += length;
                Tell();
            }

            cut.End();
            Tell();
            Assert.Equal((whole.Thought, whole.Answer), (cut.Thought, cut.Answer));
            Assert.Equal(whole.Answer, told.Trim());

            void Tell() => told = cut.Told(out var isAnew) is var more && isAnew ? more : told + more;
        }

        Assert.True(thoughts > 500, "too few of the texts hold both");
    }

    [Fact]
    public void Nothing_but_tags_is_lost()
    {
        var draws = new UniformDraws(8);
        string[] pieces =
        [
            "<|think|>", "&lt;think&gt;", "<think>", "</think>", "<thinking>", "x", "y", "`", "\"", " ", "\n", "<",
            "\n```\n", "<|message|>",
        ];
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 10).Select(_ => pieces[draws.Below(pieces.Length)]));
            var split = Thinking.Of(text);
            foreach (var c in "xy`\"")
                Assert.Equal(text.Count(one => one == c), (split.Thought + split.Answer).Count(one => one == c));
        }
    }

    [Fact]
    public void Endless_text_is_kept_up_to_a_bound()
    {
        var endless = new Thinking();
        var chunk = new string('x', 65_536);
        for (var i = 0; i < 100; i++) endless.Add(chunk);
        endless.End();
        Assert.Equal(Thinking.MostCharacters, endless.Answer.Length);
        Assert.True(endless.IsFull);
    }

    [Theory]
    [InlineData("<think ")]
    [InlineData("<think>")]
    [InlineData("</think>")]
    [InlineData("<|start|>")]
    [InlineData("<think><|end|>")]
    [InlineData("<think a")]
    [InlineData("&lt;think")]
    [InlineData("x <|think|>")]
    public async Task A_megabyte_of_markup_is_little_work(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var end = TestContext.Current.CancellationToken;
        await Task.Run(() => Thinking.Of(text), end).WaitAsync(TimeSpan.FromSeconds(20), end);
    }

    static void AssertSplit(string text, string thought, string answer)
    {
        var split = Thinking.Of(text);
        Assert.Equal((thought, answer), (split.Thought, split.Answer));
    }
}
