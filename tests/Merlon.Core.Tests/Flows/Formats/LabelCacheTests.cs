namespace Merlon.Flows.Formats;

public class LabelCacheTests
{
    [Fact]
    public void What_it_says_is_what_the_words_say_however_often_it_is_asked()
    {
        var random = new Random(4);
        var cache = new LabelCache();
        string[] words = ["BENIGN", "DDoS", "-", "Malicious", "unknown", "flow=From-Botnet", new string('y', 300)];
        for (var i = 0; i < 20_000; i++)
        {
            var word = random.Next(2) == 0 ? words[random.Next(words.Length)] : $"Attack{random.Next(9_000)}";
            var cell = Spelling.Utf8(word);
            Assert.Equal(LabelWords.Read(cell, out var expected), cache.Read(cell, out var attack));
            Assert.Equal(expected, attack);
        }
    }

    [Fact]
    public void The_same_name_is_the_same_string()
    {
        var cache = new LabelCache();
        Assert.Same(cache.Text("ET SCAN"u8), cache.Text("ET SCAN"u8));
    }
}
