using Merlon.Rules;

namespace Merlon.Flows;

public class LabelWordsTests
{
    [Theory]
    [InlineData("0", Label.Benign)]
    [InlineData("0.0", Label.Benign)]
    [InlineData("False", Label.Benign)]
    [InlineData("BENIGN", Label.Benign)]
    [InlineData(" normal ", Label.Benign)]
    [InlineData("\"Legitimate\"", Label.Benign)]
    [InlineData("1", Label.Malicious)]
    [InlineData("TRUE", Label.Malicious)]
    [InlineData("malicious", Label.Malicious)]
    [InlineData("Attack", Label.Malicious)]
    [InlineData("anomalous", Label.Malicious)]
    [InlineData("Background", Label.Background)]
    [InlineData("unlabelled", Label.Background)]
    [InlineData("Unknown", Label.Background)]
    [InlineData("", Label.None)]
    [InlineData("-", Label.None)]
    [InlineData("NaN", Label.None)]
    [InlineData("(empty)", Label.None)]
    public void Datasets_spell_labels_in_many_ways(string cell, Label expected)
    {
        Assert.Equal(expected, LabelWords.Read(Spelling.Utf8(cell), out var attack));
        Assert.Null(attack);
    }

    [Theory]
    [InlineData("PortScan", "PortScan")]
    [InlineData(" DoS slowloris ", "DoS slowloris")]
    [InlineData("Web Attack – Sql Injection", "Web Attack - Sql Injection")]
    [InlineData("flow=From-Botnet-V42-TCP-CC6", "From-Botnet-V42-TCP-CC6")]
    [InlineData("2", "2")]
    public void Any_other_word_is_the_name_of_an_attack(string cell, string expected)
    {
        Assert.Equal(Label.Malicious, LabelWords.Read(Spelling.Utf8(cell), out var attack));
        Assert.Equal(expected, attack);
    }

    [Theory]
    [InlineData("Überflutung", "Überflutung")]
    [InlineData("攻撃 \U0001F4A5", "攻撃 \U0001F4A5")]
    [InlineData("say \"hello\"", "say \"hello\"")]
    [InlineData("turn\u202Ed", "turn?d")]
    [InlineData("\uE000 \u00A0", "? ?")]
    [InlineData("  a\u001b[2J  ", "a?[2J")]
    public void Text_stays_as_it_is_but_for_what_is_not_seen(string text, string expected)
    {
        Assert.Equal(expected, LabelWords.Clean(Spelling.Utf8(text)));
        Assert.Equal(expected, LabelWords.Clean(Spelling.Utf8(expected)));
    }

    [Fact]
    public void Text_from_a_log_cannot_steer_a_terminal_or_fill_a_screen()
    {
        var random = new Random(2);
        var cell = new byte[500];
        for (var i = 0; i < 5_000; i++)
        {
            random.NextBytes(cell);
            var text = LabelWords.Clean(cell.AsSpan(0, random.Next(cell.Length)));
            Assert.InRange(text.Length, 0, 80);
            Assert.DoesNotContain(text, char.IsControl);
            Assert.Equal(text, VisibleText.Of(text));
        }
    }
}
