using System.Text;

namespace Olla.Perf.Reports;

/// <summary>The lines in which two texts differ, as <c>patch</c> reads them.</summary>
internal static class TextDifference
{
    private const int Context = 2;

    /// <summary>Unified diff; empty for equal texts.</summary>
    public static string Unified(string name, string before, string after)
    {
        var old = before.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var now = after.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var edits = Edits(old, now);
        if (edits.TrueForAll(edit => edit.Kind == ' '))
        {
            return "";
        }

        var text = new StringBuilder().Append($"--- {name}\n+++ {name} (recommended)\n");
        for (var index = 0; index < edits.Count;)
        {
            if (edits[index].Kind == ' ')
            {
                index++;
                continue;
            }

            var first = Math.Max(0, index - Context);
            var last = index;
            for (var next = index; next < edits.Count && next <= last + (2 * Context); next++)
            {
                last = edits[next].Kind == ' ' ? last : next;
            }

            last = Math.Min(edits.Count - 1, last + Context);
            var hunk = edits[first..(last + 1)];
            text.Append($"@@ -{hunk[0].Old},{hunk.Count(edit => edit.Kind != '+')} +{hunk[0].New},{hunk.Count(edit => edit.Kind != '-')} @@\n");
            foreach (var edit in hunk)
            {
                text.Append(edit.Kind).Append(edit.Line).Append('\n');
            }

            index = last + 1;
        }

        return text.ToString();
    }

    /// <summary>Longest common subsequence between the equal beginnings and ends; configurations are short.</summary>
    private static List<(char Kind, string Line, int Old, int New)> Edits(string[] old, string[] now)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var edits = new List<(char, string, int, int)>();
        for (int i = 0, j = 0; i < old.Length || j < now.Length;)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                edits.Add((' ', old[i], ++i, ++j));
            }
            else if (i < old.Length && (j == now.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                edits.Add(('-', old[i], ++i, j + 1));
            }
            else
            {
                edits.Add(('+', now[j], i + 1, ++j));
            }
        }

        return edits;
    }
}
